-- Rows for the tables, the same for the same seed; :rows is how many each table gets. One in a hundred memories is the agent
-- "test", whom the guide's query asks for; events and biometrics lie evenly over the last thirty days.
SELECT setseed(0.42);

INSERT INTO agent_memories (agent_id, content, created_at)
SELECT CASE WHEN n % 100 = 0 THEN 'test' ELSE 'agent-' || (n % 100) END,
       'memory ' || n || ' ' || repeat(md5(n::text), 3),
       now() - random() * interval '30 days'
FROM generate_series(1, :rows) AS n;

INSERT INTO events (type, payload, created_at)
SELECT (ARRAY['login', 'upload', 'analysis', 'alert'])[1 + n % 4],
       jsonb_build_object('n', n, 'source', 'seed'),
       now() - random() * interval '30 days'
FROM generate_series(1, :rows) AS n;

INSERT INTO biometric_events (user_id, metric, value, "timestamp")
SELECT 'user-' || (n % 500),
       (ARRAY['heart_rate', 'hrv', 'spo2'])[1 + n % 3],
       round((60 + 40 * random())::numeric, 1),
       now() - random() * interval '30 days'
FROM generate_series(1, :rows) AS n;
