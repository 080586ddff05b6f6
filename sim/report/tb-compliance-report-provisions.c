/* tb-compliance-report-provisions: every provision in a table, each that is not met with all that is to be said of it, and who is let off. */
#include "tb-compliance-report-private.h"

#include <glib/gi18n-lib.h>

#include "tb-clause-address.h"
#include "tb-report-run.h"

#define MAX_NAMES 40

static char *
dup_id (TbProvision provision)
{
  return g_strdup_printf ("provision-%s", tb_provision_codes[provision]);
}

static gboolean
is_item (const TbReviewRow *row)
{
  return row->findings->len > 0;
}

/* --- tables --- */

static void
add_number (TbReportTable *table, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  tb_report_table_add (table, text);
}

/* What it adds to the sum: its weight, as far as it is met. */
static double
get_share (const TbReviewRow *row)
{
  guint weight = tb_severity_get_weight (tb_requirement_get (row->provision)->severity);

  return row->n_scope > 0 ? (double) weight * (row->n_scope - row->findings->len) / row->n_scope : 0;
}

static void
add_row (TbReportTable *table, const TbReviewRow *row)
{
  const TbRequirement *requirement = tb_requirement_get (row->provision);
  g_autofree char *id = dup_id (row->provision), *link = is_item (row) ? g_strconcat ("#", id, NULL) : NULL, *address = NULL, *share = NULL, *source = tb_requirement_dup_source (requirement);
  TbStanding standing = tb_standing_of (row);

  address = tb_clause_dup_address (source);
  share = row->n_scope > 0 ? g_strdup_printf ("%.2f", get_share (row)) : g_strdup ("–");
  tb_report_table_add_full (table, _(requirement->title), TB_MARK_NONE, link, FALSE);
  tb_report_table_add_full (table, requirement->clause, TB_MARK_NONE, address, FALSE);
  tb_report_table_add_full (table, tb_standing_get_word (standing), tb_standing_get_mark (standing), NULL, FALSE);
  add_number (table, row->findings->len);
  add_number (table, row->n_scope);
  add_number (table, tb_severity_get_weight (requirement->severity));
  tb_report_table_add (table, share);
}

static void
add_sum (const TbComplianceMaking *making, TbStandardId standard)
{
  double sum = 0, weights = 0;
  g_autofree char *text = NULL, *score = tb_score_to_text (making->review->scores[standard].met);

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    if (tb_requirement_get ((TbProvision) i)->standard == standard && making->review->rows[i].n_scope > 0)
      {
        sum += get_share (&making->review->rows[i]);
        weights += tb_severity_get_weight (tb_requirement_get ((TbProvision) i)->severity);
      }
  if (weights == 0)
    return;
  text = g_strdup_printf ("%s: 100 · %.2f ÷ %.0f = %s", tb_standard_get (standard)->name, sum, weights, score);
  tb_report_add_text (making->report, TB_TEXT_SMALL, text);
}

static void
add_table (const TbComplianceMaking *making, TbStandardId standard)
{
  const TbReportColumn columns[] = {
    /* Translators: head of a column: what is asked */
    { _("Provision"), 32 }, { _("Clause"), 24 }, { _("State"), 19 },
    /* Translators: head of a column: how many do not meet it */
    { _("not met b"), 12, TRUE },
    /* Translators: head of a column: of how many it is asked */
    { _("asked n"), 12, TRUE },
    /* Translators: head of a column */
    { _("weight w"), 12, TRUE }, { "w (n − b) / n", 16, TRUE },
  };
  const TbStandard *info = tb_standard_get (standard);
  g_autofree char *caption = g_strdup_printf ("%s, %s: %s", info->name, info->edition, _(info->title));
  TbReportTable *table = tb_report_add_table (making->report, caption, columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    if (tb_requirement_get ((TbProvision) i)->standard == standard)
      add_row (table, &making->review->rows[i]);
  add_sum (making, standard);
}

void
tb_compliance_report_add_tables (const TbComplianceMaking *making)
{
  tb_report_add_heading (making->report, 2, "provisions", TB_MARK_NONE, _("All Provisions"));
  tb_report_add_text (making->report, TB_TEXT_BODY, _("What is not met leads to what is to be done. The last columns are the score, worked out."));
  for (guint i = 0; i < TB_N_STANDARDS; i++)
    if (making->standard == TB_N_STANDARDS || making->standard == i)
      add_table (making, (TbStandardId) i);
}

/* --- items --- */

static char *
dup_names (const TbReviewRow *row, gboolean is_waived, gboolean has_words)
{
  GString *names = g_string_new (NULL);
  guint n = 0, total = is_waived ? row->n_waived : row->n_open;

  for (guint i = 0; i < row->findings->len && n < MAX_NAMES; i++)
    {
      const TbReviewFinding *finding = g_ptr_array_index (row->findings, i);

      if ((finding->waiver != NULL) != is_waived)
        continue;
      g_string_append_printf (names, n > 0 ? ", %s" : "%s", finding->name);
      if (has_words && finding->what != NULL && *finding->what != '\0')
        g_string_append_printf (names, " (%s)", finding->what);
      n++;
    }
  if (total > n)
    {
      g_string_append_c (names, ' ');
      g_string_append_printf (names, g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", total - n), total - n);
    }
  return g_string_free (names, FALSE);
}

/* The word that is said of all of them, NULL when it differs or there is none. */
static const char *
find_common_word (const TbReviewRow *row)
{
  const char *word = ((const TbReviewFinding *) g_ptr_array_index (row->findings, 0))->what;

  for (guint i = 1; i < row->findings->len; i++)
    if (g_strcmp0 (((const TbReviewFinding *) g_ptr_array_index (row->findings, i))->what, word) != 0)
      return NULL;
  return word;
}

static guint
count_in_group (const TbReviewRow *row, const TbGroup *group, gboolean is_waived)
{
  guint n = 0;

  for (guint i = 0; i < row->findings->len; i++)
    {
      const TbReviewFinding *finding = g_ptr_array_index (row->findings, i);

      n += (finding->waiver != NULL) == is_waived && finding->subject >= group->first && finding->subject - group->first < group->count;
    }
  return n;
}

/* Where there are more than are named: how many of each group. */
static void
add_groups (const TbComplianceMaking *making, const TbReviewRow *row, gboolean is_waived)
{
  TbFleet *fleet = tb_run_get_fleet (making->run);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);
      guint n = count_in_group (row, group, is_waived);

      if (n > 0)
        g_string_append_printf (text, "%s%s: %u", text->len > 0 ? ", " : "", group->name, n);
    }
  tb_report_add_labelled (making->report, TB_TEXT_NAMES, _("By group:"), text->str);
}

static void
add_names_of (const TbComplianceMaking *making, const TbReviewRow *row, gboolean is_waived, const char *label)
{
  const char *word = find_common_word (row);
  guint n = is_waived ? row->n_waived : row->n_open;
  g_autofree char *names = dup_names (row, is_waived, word == NULL), *labelled = word != NULL && *word != '\0' ? g_strdup_printf ("%s (%s):", label, word) : g_strdup_printf ("%s:", label);

  if (n > MAX_NAMES)
    add_groups (making, row, is_waived);
  if (n > 0)
    tb_report_add_labelled (making->report, TB_TEXT_NAMES, labelled, names);
}

static const TbReviewFinding *
find_command (const TbReviewRow *row)
{
  for (guint i = 0; i < row->findings->len; i++)
    {
      const TbReviewFinding *finding = g_ptr_array_index (row->findings, i);

      if (finding->mend != NULL && (finding->waiver == NULL || row->n_open == 0))
        return finding;
    }
  return NULL;
}

static void
add_command (TbReport *report, const TbReviewRow *row)
{
  const TbReviewFinding *finding = find_command (row);
  g_autofree char *text = NULL;

  if (finding == NULL)
    return;
  /* Translators: before a command: for which device it is */
  text = row->findings->len > 1 ? g_strdup_printf (_("The command, for %s as for the others:"), finding->name) : g_strdup (_("The command:"));
  tb_report_add_text (report, TB_TEXT_SMALL, text);
  tb_report_keep (report);
  tb_report_add_text (report, TB_TEXT_CODE, finding->mend);
}

static char *
dup_counts (const TbReviewRow *row)
{
  g_autofree char *waived = row->n_waived > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u waived", "%u waived", row->n_waived), row->n_waived) : NULL;
  /* Translators: how many do not meet a provision, and of how many it is asked */
  g_autofree char *counts = g_strdup_printf (_("not met by %u of %u"), row->findings->len, row->n_scope);

  return waived != NULL ? g_strdup_printf ("%s, %s", counts, waived) : g_steal_pointer (&counts);
}

static void
add_item (const TbComplianceMaking *making, const TbReviewRow *row)
{
  const TbRequirement *requirement = tb_requirement_get (row->provision);
  g_autofree char *id = dup_id (row->provision), *source = tb_requirement_dup_source (requirement), *address = tb_clause_dup_address (source), *counts = dup_counts (row);
  g_autofree char *about = g_strdup_printf ("%s · %s · %s · %s", tb_severity_get_word (requirement->severity), counts, tb_provision_codes[row->provision], source);

  tb_report_add_heading (making->report, 3, id, row->n_open > 0 ? tb_severity_get_mark (requirement->severity) : TB_MARK_WAIVED, _(requirement->title));
  tb_report_add_linked (making->report, TB_TEXT_SMALL, about, address);
  tb_report_keep (making->report);
  tb_report_add_labelled (making->report, TB_TEXT_BODY, _("Why it matters:"), _(requirement->why));
  tb_report_keep (making->report);
  tb_report_add_labelled (making->report, TB_TEXT_BODY, _("What to do:"), _(requirement->mend_text));
  add_command (making->report, row);
  add_names_of (making, row, FALSE, _("Who does not meet it"));
  add_names_of (making, row, TRUE, _("Waived for a while"));
}

void
tb_compliance_report_add_items (const TbComplianceMaking *making)
{
  guint n = 0;

  tb_report_add_heading (making->report, 2, "not-met", TB_MARK_NONE, _("What Is Not Met"));
  for (guint severity = TB_N_SEVERITIES; severity-- > 0;)
    for (guint i = 0; i < TB_N_PROVISIONS; i++)
      if (is_item (&making->review->rows[i]) && tb_compliance_making_includes (making, (TbProvision) i) && tb_requirement_get ((TbProvision) i)->severity == severity)
        {
          add_item (making, &making->review->rows[i]);
          n++;
        }
  if (n == 0)
    tb_report_add_text (making->report, TB_TEXT_BODY, _("Nothing was found. That does not show that a product meets a standard; see below."));
}

/* --- waivers --- */

static void
add_waiver (TbReportTable *table, const TbComplianceMaking *making, const TbWaiver *waiver)
{
  gboolean stands = tb_waiver_stands_at (waiver, making->review->time_us);
  /* Translators: a group of devices by its name */
  g_autofree char *name = waiver->is_group ? g_strdup_printf (_("all of %s"), waiver->name) : g_strdup (waiver->name);
  g_autofree char *until = tb_report_dup_moment (making->run, MIN (waiver->until_us, waiver->ended_us));

  tb_report_table_add (table, name);
  tb_report_table_add (table, _(tb_requirement_get (waiver->provision)->title));
  tb_report_table_add (table, waiver->reason);
  tb_report_table_add (table, until);
  /* Translators: of a waiver: whether it still stands */
  tb_report_table_add_full (table, stands ? _("in force") : _("over"), stands ? TB_MARK_WAIVED : TB_MARK_UNASKED, NULL, FALSE);
}

void
tb_compliance_report_add_waivers (const TbComplianceMaking *making)
{
  const TbReportColumn columns[] = { { _("Who is let off"), 20 }, { _("From what"), 27 }, { _("Reason"), 28 }, { _("Until"), 17 }, { _("State"), 13 } };
  TbReportTable *table = NULL;

  tb_report_add_heading (making->report, 2, "waivers", TB_MARK_NONE, _("Waivers"));
  tb_report_add_text (making->report, TB_TEXT_BODY, _("People have decided them, and answer for their reasons. A waiver always ends, and never raises the score."));
  for (guint i = 0; i < making->review->waivers->len; i++)
    {
      const TbWaiver *waiver = g_ptr_array_index (making->review->waivers, i);

      if (!tb_compliance_making_includes (making, waiver->provision))
        continue;
      if (table == NULL)
        table = tb_report_add_table (making->report, _("Those that were given"), columns, G_N_ELEMENTS (columns));
      add_waiver (table, making, waiver);
    }
  if (table == NULL)
    tb_report_add_text (making->report, TB_TEXT_BODY, _("Nobody was let off from anything."));
}
