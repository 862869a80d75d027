// A figure of a report with its name.
export interface Field {
  label: string;
  value: string;
  /** The whole of what `value` shortens. */
  full?: string | undefined;
}

/** A part of a sentence. */
export interface Piece {
  text: string;
  /** The whole of what `text` shortens. */
  full?: string | undefined;
}

/** A sentence of its parts: no space before a comma or an end. */
export function joinPieces(pieces: readonly Piece[], write: (piece: Piece) => string): string {
  return pieces.map((piece, index) => `${index === 0 || /^[,.;]/.test(piece.text) ? '' : ' '}${write(piece)}`).join('');
}
