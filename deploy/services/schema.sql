-- The tables that the guide's three queries read, with the indexes that make them fast.
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;

CREATE TABLE agent_memories (
  id bigserial PRIMARY KEY,
  agent_id text NOT NULL,
  content text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX agent_memories_agent_id ON agent_memories (agent_id);

CREATE TABLE events (
  id bigserial PRIMARY KEY,
  type text NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE biometric_events (
  id bigserial PRIMARY KEY,
  user_id text NOT NULL,
  metric text NOT NULL,
  value double precision NOT NULL,
  "timestamp" timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX biometric_events_timestamp ON biometric_events ("timestamp");
