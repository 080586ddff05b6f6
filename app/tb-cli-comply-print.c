/* tb-cli-comply-print: what was found, as text and as JSON. */
#include "tb-cli-comply.h"

#include <glib/gi18n-lib.h>

#include "tb-units.h"

#define MAX_NAMES 8

static gboolean
includes_standard (const TbCliComply *options, guint standard)
{
  return options->standard == TB_N_STANDARDS || options->standard == standard;
}

static char *
dup_percent (double value)
{
  return value < 0 ? g_strdup ("-") : g_strdup_printf ("%.1f", value);
}

static void
print_score (const char *name, const TbScore *score, guint n_waived)
{
  g_autofree char *met = dup_percent (score->met), *met_or_waived = dup_percent (score->met_or_waived);

  if (n_waived > 0)
    /* Translators: a standard, its score, and what the score would be without those who are let off */
    g_print (_("%-22s %5s of 100, %s without those who are let off\n"), name, met, met_or_waived);
  else
    /* Translators: a standard or a time, and its score */
    g_print (_("%-22s %5s of 100\n"), name, met);
}

static void
print_scores (const TbCliComply *options, const TbReview *review)
{
  for (guint i = 0; i < TB_N_STANDARDS; i++)
    if (includes_standard (options, i))
      print_score (tb_standard_get ((TbStandardId) i)->name, &review->scores[i], review->n_waived);
  if (options->standard == TB_N_STANDARDS)
    print_score (_("All together"), &review->overall, review->n_waived);
}

static void
print_names (const TbReviewRow *row)
{
  guint n = MIN (row->findings->len, MAX_NAMES);

  g_print ("   ");
  for (guint i = 0; i < n; i++)
    {
      const TbReviewFinding *finding = g_ptr_array_index (row->findings, i);

      g_print (" %s%s%s%s%s", finding->name, finding->what != NULL ? " (" : "", finding->what != NULL ? finding->what : "", finding->what != NULL ? ")" : "",
               finding->waiver != NULL ? _(" [let off]") : "");
    }
  if (row->findings->len > n)
    {
      g_print (" ");
      g_print (g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", row->findings->len - n), row->findings->len - n);
    }
  g_print ("\n");
}

static void
print_row (const TbReviewRow *row)
{
  const TbRequirement *requirement = tb_requirement_get (row->provision);
  g_autofree char *source = tb_requirement_dup_source (requirement);
  const TbReviewFinding *first = row->findings->len > 0 ? g_ptr_array_index (row->findings, 0) : NULL;

  g_print ("\n%-18s %-8s %s: %s\n", tb_provision_codes[row->provision], _(tb_severity_to_code (requirement->severity)), source, tb_cli_translate (requirement->title));
  if (row->n_scope == 0)
    g_print ("    %s\n", _("asked of nobody"));
  else if (first == NULL)
    g_print (_("    met by all %u\n"), row->n_scope);
  else
    {
      g_print (_("    not met by %u of %u, %u of them let off\n"), row->findings->len, row->n_scope, row->n_waived);
      print_names (row);
      g_print ("    %s\n", tb_cli_translate (requirement->mend_text));
      if (first->mend != NULL)
        g_print ("    %s\n", first->mend);
    }
}

static void
print_trend (const TbCliComply *options, GArray *trend)
{
  for (guint i = 0; i < trend->len; i++)
    {
      const TbTrendPoint *point = &g_array_index (trend, TbTrendPoint, i);
      g_autofree char *time = tb_units_format_short (point->time_us), *met = dup_percent (point->met[options->standard]);

      g_print ("%s", i == 0 ? "\n" : "");
      g_print (_("%-22s %5s of 100\n"), time, met);
    }
}

static void
print_waivers (const TbReview *review)
{
  for (guint i = 0; i < review->waivers->len; i++)
    {
      const TbWaiver *waiver = g_ptr_array_index (review->waivers, i);
      g_autofree char *until = tb_units_format_short (MIN (waiver->until_us, waiver->ended_us));

      g_print ("%s", i == 0 ? "\n" : "");
      /* Translators: who, from which provision, until when, and why */
      g_print (tb_waiver_stands_at (waiver, review->time_us) ? _("%s is let off from %s until %s: %s\n") : _("%s was let off from %s until %s: %s\n"), waiver->name,
               tb_provision_codes[waiver->provision], until, waiver->reason);
    }
}

void
tb_cli_comply_print_text (const TbCliComply *options, const TbReview *review, GArray *trend)
{
  print_scores (options, review);
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    if (tb_cli_comply_includes (options, (TbProvision) i))
      print_row (&review->rows[i]);
  print_waivers (review);
  print_trend (options, trend);
}

/* --- JSON --- */

static void
add_percent (JsonBuilder *json, const char *name, double value)
{
  json_builder_set_member_name (json, name);
  if (value < 0)
    json_builder_add_null_value (json);
  else
    json_builder_add_double_value (json, value);
}

static void
add_score (JsonBuilder *json, const char *code, const TbScore *score)
{
  json_builder_set_member_name (json, code);
  json_builder_begin_object (json);
  add_percent (json, "met", score->met);
  add_percent (json, "met_or_waived", score->met_or_waived);
  json_builder_end_object (json);
}

static void
add_scores (JsonBuilder *json, const TbCliComply *options, const TbReview *review)
{
  json_builder_set_member_name (json, "scores");
  json_builder_begin_object (json);
  for (guint i = 0; i < TB_N_STANDARDS; i++)
    if (includes_standard (options, i))
      add_score (json, tb_standard_get ((TbStandardId) i)->code, &review->scores[i]);
  if (options->standard == TB_N_STANDARDS)
    add_score (json, "all", &review->overall);
  json_builder_end_object (json);
}

static void
add_finding (JsonBuilder *json, const TbReviewFinding *finding)
{
  json_builder_begin_object (json);
  tb_cli_add_text (json, "name", finding->name);
  tb_cli_add_text (json, "what", finding->what);
  tb_cli_add_text (json, "mend", finding->mend);
  if (finding->waiver != NULL)
    tb_cli_add_text (json, "waived_because", finding->waiver->reason);
  json_builder_end_object (json);
}

static void
add_row (JsonBuilder *json, const TbReviewRow *row)
{
  const TbRequirement *requirement = tb_requirement_get (row->provision);
  g_autofree char *source = tb_requirement_dup_source (requirement);

  json_builder_begin_object (json);
  tb_cli_add_text (json, "provision", tb_provision_codes[row->provision]);
  tb_cli_add_text (json, "standard", tb_standard_get (requirement->standard)->code);
  tb_cli_add_text (json, "source", source);
  tb_cli_add_text (json, "severity", tb_severity_to_code (requirement->severity));
  tb_cli_add_text (json, "title", tb_cli_translate (requirement->title));
  tb_cli_add_text (json, "why", tb_cli_translate (requirement->why));
  tb_cli_add_text (json, "mend", tb_cli_translate (requirement->mend_text));
  tb_cli_add_int (json, "scope", row->n_scope);
  tb_cli_add_int (json, "open", row->n_open);
  tb_cli_add_int (json, "waived", row->n_waived);
  json_builder_set_member_name (json, "findings");
  json_builder_begin_array (json);
  for (guint i = 0; i < row->findings->len; i++)
    add_finding (json, g_ptr_array_index (row->findings, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_trend (JsonBuilder *json, const TbCliComply *options, GArray *trend)
{
  json_builder_set_member_name (json, "trend");
  json_builder_begin_array (json);
  for (guint i = 0; i < trend->len; i++)
    {
      const TbTrendPoint *point = &g_array_index (trend, TbTrendPoint, i);

      json_builder_begin_object (json);
      tb_cli_add_int (json, "time_us", point->time_us);
      add_percent (json, "met", point->met[options->standard]);
      tb_cli_add_int (json, "open", point->n_open);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_waivers (JsonBuilder *json, const TbReview *review)
{
  json_builder_set_member_name (json, "waivers");
  json_builder_begin_array (json);
  for (guint i = 0; i < review->waivers->len; i++)
    {
      const TbWaiver *waiver = g_ptr_array_index (review->waivers, i);

      json_builder_begin_object (json);
      tb_cli_add_text (json, "provision", tb_provision_codes[waiver->provision]);
      tb_cli_add_text (json, waiver->is_group ? "group" : "device", waiver->name);
      tb_cli_add_int (json, "from_us", waiver->from_us);
      tb_cli_add_int (json, "until_us", MIN (waiver->until_us, waiver->ended_us));
      tb_cli_add_text (json, "reason", waiver->reason);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

void
tb_cli_comply_print_json (const TbCliComply *options, const TbReview *review, GArray *trend)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_add_int (json, "time_us", review->time_us);
  add_scores (json, options, review);
  json_builder_set_member_name (json, "provisions");
  json_builder_begin_array (json);
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    if (tb_cli_comply_includes (options, (TbProvision) i))
      add_row (json, &review->rows[i]);
  json_builder_end_array (json);
  add_waivers (json, review);
  add_trend (json, options, trend);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}
