// A figure of a report with its name.
export interface Field {
  label: string;
  value: string;
}
