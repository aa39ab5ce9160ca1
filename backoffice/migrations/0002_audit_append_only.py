from django.db import migrations

REFUSE = """
CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_entries is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse();
"""


class Migration(migrations.Migration):

    dependencies = [("backoffice", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, migrations.RunSQL.noop)]
