/* One certificate through its life, as the story of the stolen lock has it: who took it after it was revoked, how long, and who noticed when. */
#include <string.h>

#include "audit-fixture.h"
#include "tb-audit-life.h"

static TbAuditTrail *trail;

static TbAuditLife *
life_at (const char *whom, gint64 time_us)
{
  TbJournal *journal = tb_run_get_journal (tb_audit_trail_get_run (trail));
  guint64 position = tb_journal_find_time (journal, time_us);
  g_autoptr (GError) error = NULL;
  TbAuditLife *life = tb_audit_life_new (trail, position, tb_audit_life_find (trail, tb_audit_trail_count (trail, position), whom), NULL, &error);

  g_assert_no_error (error);
  return life;
}

static const TbAuditMoment *
find (const TbAuditLife *life, const char *what)
{
  for (guint i = 0; i < life->moments->len; i++)
    if (g_str_equal (g_array_index (life->moments, TbAuditMoment, i).what, what))
      return &g_array_index (life->moments, TbAuditMoment, i);
  return NULL;
}

static char *
dup_story (const TbAuditLife *life)
{
  GString *story = g_string_new (NULL);

  for (guint i = 0; i < life->moments->len; i++)
    g_string_append_printf (story, "%s%s", i > 0 ? " " : "", g_array_index (life->moments, TbAuditMoment, i).what);
  return g_string_free (story, FALSE);
}

static void
a_stolen_lock_has_its_story (void)
{
  g_autoptr (TbAuditLife) life = life_at ("lock-02", 3 * TB_US_PER_HOUR);
  g_autofree char *story = dup_story (life);

  g_assert_cmpstr (story, ==, "key-made certificate-requested certificate-issued certificate-installed first-shown certificate-revoked stayed-open accepted-nevertheless "
                              "list-names-it party-knows party-knows refused");
  g_assert_cmpint (life->revoked_us, ==, 20 * TB_US_PER_MINUTE);
  g_assert_cmpuint (life->uses->n_full_after, ==, 1);
  g_assert_cmpint (find (life, "list-names-it")->time_us, ==, TB_US_PER_HOUR);
  g_assert_cmpstr (find (life, "refused")->reason, ==, "revoked");
  g_assert_cmpint (find (life, "refused")->time_us, >, find (life, "party-knows")->time_us);
}

static void
nothing_is_told_before_it_happens (void)
{
  g_autoptr (TbAuditLife) life = life_at ("lock-02", 15 * TB_US_PER_MINUTE);
  g_autofree char *story = dup_story (life);

  g_assert_cmpstr (story, ==, "key-made certificate-requested certificate-issued certificate-installed first-shown");
  g_assert_cmpint (life->revoked_us, ==, TB_AUDIT_NO_TIME);
  g_assert_cmpuint (life->uses->n_full_after + life->uses->n_resumed_after, ==, 0);
}

/* What the story counts is what the journal holds. */
static void
handshakes_are_counted (void)
{
  g_autoptr (TbAuditLife) life = life_at ("lock-02", 3 * TB_US_PER_HOUR);
  TbRun *run = tb_audit_trail_get_run (trail);
  TbJournal *journal = tb_run_get_journal (run);
  guint32 lock = tb_fleet_find (tb_run_get_fleet (run), "lock-02");
  guint n_connected = 0, n_refused = 0;

  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      if (record->subject == lock && record->kind == TB_RECORD_HANDSHAKE_COMPLETED && record->detail == TB_SESSION_CONNECT)
        n_connected++;
      if (record->subject == lock && record->kind == TB_RECORD_HANDSHAKE_REFUSED)
        n_refused++;
    }
  g_assert_cmpuint (life->uses->n_full, ==, n_connected);
  g_assert_cmpuint (life->uses->n_refused, ==, n_refused);
  g_assert_cmpuint (n_refused, >, 0);
}

static void
a_certificate_has_several_names (void)
{
  guint n = tb_audit_trail_get_n (trail), issued = tb_audit_life_find (trail, n, "lock-02");
  g_auto (TbAuditFacts) facts = { 0 };
  g_autofree char *upper = NULL, *begin = NULL;

  g_assert_cmpuint (issued, >, 0);
  tb_audit_trail_describe (trail, issued, &facts);
  upper = g_ascii_strup (facts.serial, -1);
  begin = g_strndup (facts.certificate, 12);
  g_assert_cmpuint (tb_audit_life_find (trail, n, facts.serial), ==, issued);
  g_assert_cmpuint (tb_audit_life_find (trail, n, upper), ==, issued);
  g_assert_cmpuint (tb_audit_life_find (trail, n, begin), ==, issued);
  g_assert_cmpuint (tb_audit_life_find (trail, issued - 1, begin), ==, 0);
  g_assert_cmpuint (tb_audit_life_find (trail, n, "lock-99"), ==, 0);
  g_assert_cmpuint (tb_audit_life_find (trail, n, "ab"), ==, 0);
  g_assert_cmpuint (tb_audit_life_find (trail, n, ""), ==, 0);
  g_assert_cmpuint (tb_audit_life_find_issue (trail, audit_find (trail, "certificate-revoked", "lock-02")), ==, issued);
  g_assert_cmpuint (tb_audit_life_find_issue (trail, audit_find (trail, "key-made", "lock-02")), ==, 0);
}

static void
an_authority_has_a_life_too (void)
{
  g_autoptr (TbAuditLife) life = life_at ("authority", 3 * TB_US_PER_HOUR);

  g_assert_nonnull (find (life, "certificate-issued"));
}

static void
every_certificate_can_be_followed (void)
{
  TbJournal *journal = tb_run_get_journal (tb_audit_trail_get_run (trail));
  guint n = 0;

  for (guint number = 1; number <= tb_audit_trail_get_n (trail); number++)
    {
      guint16 kind = tb_audit_trail_get_record (trail, number)->kind;
      g_autoptr (TbAuditLife) life = NULL;

      if (kind != TB_RECORD_CERTIFICATE_ISSUED && kind != TB_RECORD_AUTHORITY_MADE)
        continue;
      life = tb_audit_life_new (trail, tb_journal_get_length (journal), number, NULL, NULL);
      g_assert_nonnull (life);
      for (guint i = 1; i < life->moments->len; i++)
        g_assert_cmpint (g_array_index (life->moments, TbAuditMoment, i - 1).time_us, <=, g_array_index (life->moments, TbAuditMoment, i).time_us);
      n++;
    }
  g_assert_cmpuint (n, >, 10);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  trail = audit_play ("revocation", 3 * TB_US_PER_HOUR, 1);
  g_test_add_func ("/audit/life/story", a_stolen_lock_has_its_story);
  g_test_add_func ("/audit/life/before", nothing_is_told_before_it_happens);
  g_test_add_func ("/audit/life/uses", handshakes_are_counted);
  g_test_add_func ("/audit/life/names", a_certificate_has_several_names);
  g_test_add_func ("/audit/life/authority", an_authority_has_a_life_too);
  g_test_add_func ("/audit/life/all", every_certificate_can_be_followed);
  status = g_test_run ();
  tb_audit_trail_unref (trail);
  return status;
}
