"""The rows of `staff_pages.py`: made by PostgreSQL itself, half a year of a busy service."""

from typing import Final

ROWS: Final = (
    (
        "users",
        """
        INSERT INTO users (id, password, is_superuser, email, auth_provider, locale, is_active, is_staff,
                           email_verified_at, created_at, updated_at)
        SELECT gen_random_uuid(), '!', false, 'crowd-' || n || '@example.com', 'email',
               (ARRAY['en', 'es', 'zh'])[1 + n %% 3], true, false, now(),
               now() - n * (interval '180 days' / %(people)s), now()
        FROM generate_series(1, %(people)s) n
        """,
    ),
    (
        "subscriptions",
        """
        INSERT INTO subscriptions (id, user_id, tier, status, source, period_start, cancel_at_period_end,
                                   created_at, updated_at)
        SELECT gen_random_uuid(), id, 'free', 'active', '', created_at, false, created_at, now() FROM users
        WHERE email LIKE 'crowd-%%'
        """,
    ),
    (
        "solve_sessions",
        """
        INSERT INTO solve_sessions (id, user_id, locale, status, current_step, first_step_action,
                                    llm_microusd, reminders_sent, created_at, updated_at)
        SELECT gen_random_uuid(), u.id, 'en', 'active', 'clarify', '', 0, 0,
               u.created_at + s * interval '1 hour', now()
        FROM users u, generate_series(1, 2) s WHERE u.email LIKE 'crowd-%%'
        """,
    ),
    (
        "messages",
        """
        INSERT INTO messages (id, session_id, sequence, role, content, step, status, emotion, provider, model,
                              created_at)
        SELECT gen_random_uuid(), s.id, m, CASE m %% 2 WHEN 1 THEN 'user' ELSE 'assistant' END,
               'words of a crowd', 'receive',
               CASE WHEN random() < 0.01 THEN 'failed' ELSE 'complete' END, '', '', '',
               s.created_at + m * interval '1 minute'
        FROM (SELECT id, created_at, user_id FROM solve_sessions) s JOIN users u ON u.id = s.user_id,
             generate_series(1, %(messages)s / (2 * %(people)s)) m
        WHERE u.email LIKE 'crowd-%%'
        """,
    ),
    (
        "analytics_events",
        """
        INSERT INTO analytics_events (id, user_id, session_id, name, payload, created_at, received_at)
        SELECT gen_random_uuid(), s.user_id, s.id, e.name, e.payload::jsonb,
               s.created_at + e.n * interval '5 minutes', now()
        FROM solve_sessions s JOIN users u ON u.id = s.user_id,
             (VALUES (0, 'session_started', '{"locale": "en"}'),
                     (1, 'step_completed', '{"step": "receive", "exchanges": 1}'),
                     (2, 'emotion_detected', '{"emotion": "sad", "confidence": 0.5}'),
                     (3, 'crisis_detected', '{"risk": "concern", "language": "en"}')) e (n, name, payload)
        WHERE u.email LIKE 'crowd-%%' LIMIT %(events)s
        """,
    ),
    (
        "audit_entries",
        """
        INSERT INTO audit_entries (id, at, actor_id, actor_email, action, subject_hash, target, reason,
                                   request_id)
        SELECT gen_random_uuid(), now() - n * interval '1 minute', gen_random_uuid(), 'staff@example.com',
               'revoke-session', '', '', 'a reason', md5(n::text)
        FROM generate_series(1, 100000) n
        """,
    ),
)
