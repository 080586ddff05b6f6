/* For each provision that offers a command: in a fleet in which somebody does not meet it, that command makes him meet it, and without it he does not. */
#include "comply-fixture.h"

#include <string.h>

#define REVIEW_US (80 * TB_US_PER_MINUTE)
#define MEND      "@81m "
#define LATER     "@90m "
#define END_US    (110 * TB_US_PER_MINUTE)

/* Others are as they must not be by themselves; see one-of-each.xml. */
static const char *const lines[] = {
  "@5m outage authority=fresh-lists state=on", "@10m verify device=verified-peers state=off", "@10m steal-key device=compromised-keys thief=protected-talk",
  "@10m revoke device=not-revoked reason=keyCompromise", "@10m update-firmware device=verified-updates version=3 image=wrong-key",
  "@20m outage authority=tardy state=on", "@75m outage authority=tardy state=off", NULL,
};

/* What the text beside the command says comes after it. */
static const struct { TbProvision provision; const char *line; } afterwards[] = {
  { TB_PROVISION_KEY_STRENGTH, LATER "renew group=key-strength" }, { TB_PROVISION_CRYPTOPERIOD, LATER "renew group=cryptoperiod" },
};

static TbRun *broken, *mended;

static const TbReviewFinding *
find (const TbReview *review, TbProvision provision)
{
  g_autofree char *first = g_strconcat (tb_provision_codes[provision], "-01", NULL);
  const TbReviewFinding *finding = fixture_find (review, provision, tb_provision_codes[provision]);

  return finding != NULL ? finding : fixture_find (review, provision, first);
}

static void
add_mends (GStrvBuilder *builder, const TbReviewRow *row)
{
  for (guint i = 0; i < row->findings->len; i++)
    {
      const TbReviewFinding *finding = g_ptr_array_index (row->findings, i);
      g_autofree char *line = g_strconcat (MEND, finding->mend, NULL);

      if (finding->mend != NULL && g_str_has_prefix (finding->name, tb_provision_codes[row->provision]))
        g_strv_builder_add (builder, line);
    }
}

/* Nobody is mended for another's sake: a bar of his gateway would keep the firmware from whom that is about. */
static TbRun *
play_mended (void)
{
  g_autoptr (TbReview) review = fixture_review (broken, REVIEW_US);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  g_strv_builder_addv (builder, (const char **) lines);
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    add_mends (builder, &review->rows[i]);
  for (guint i = 0; i < G_N_ELEMENTS (afterwards); i++)
    g_strv_builder_add (builder, afterwards[i].line);
  all = g_strv_builder_end (builder);
  return fixture_play ((const char *const *) all, END_US, 1);
}

static void
what_is_offered_mends (gconstpointer data)
{
  TbProvision provision = (TbProvision) GPOINTER_TO_UINT (data);
  g_autoptr (TbReview) before = fixture_review (broken, REVIEW_US), without = fixture_review (broken, END_US), after = fixture_review (mended, END_US);
  const TbReviewFinding *finding = find (before, provision);

  g_assert_nonnull (finding);
  g_test_message ("%s: %s", finding->name, finding->mend);
  g_assert_nonnull (finding->mend);
  g_assert_nonnull (find (without, provision));
  g_assert_null (find (after, provision));
}

/* The next time that a password crosses the network in the clear, it is read again: that is what the text beside the command says. */
static void
a_changed_password_is_read_again (void)
{
  static const char *const again[] = { "@81m change-credential device=hidden-passwords", "@90m disconnect device=hidden-passwords", "@91m connect device=hidden-passwords", NULL };
  g_autoptr (TbRun) run = fixture_play (again, END_US, 1);
  g_autoptr (TbReview) changed = fixture_review (run, 85 * TB_US_PER_MINUTE), later = fixture_review (run, END_US);

  g_assert_null (find (changed, TB_PROVISION_HIDDEN_PASSWORDS));
  g_assert_nonnull (find (later, TB_PROVISION_HIDDEN_PASSWORDS));
}

static void
add_cases (void)
{
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    if (tb_requirement_get ((TbProvision) i)->mend != NULL)
      {
        g_autofree char *path = g_strconcat ("/comply/mends/", tb_provision_codes[i], NULL);

        g_test_add_data_func (path, GUINT_TO_POINTER (i), what_is_offered_mends);
      }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  broken = fixture_play (lines, END_US, 1);
  mended = play_mended ();
  add_cases ();
  g_test_add_func ("/comply/mends/read-again", a_changed_password_is_read_again);
  status = g_test_run ();
  tb_run_unref (broken);
  tb_run_unref (mended);
  return status;
}
