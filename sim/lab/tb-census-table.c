/* tb-census-table: the samples of an outbreak as a file for a spreadsheet: one a line, with a header that says what is where. */
#include "tb-census-curve.h"

static const struct { const char *title; TbCensus census; } columns[] = {
  { "vulnerable", TB_CENSUS_VULNERABLE },
  { "infected", TB_CENSUS_INFECTED },
  { "cleaned", TB_CENSUS_CLEANED },
  { "protected", TB_CENSUS_PROTECTED },
};

static void
add_header (GString *text, TbCensusCurve *curve)
{
  g_string_append (text, "time_s");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_string_append_printf (text, ",%s", columns[i].title);
  g_string_append (text, ",bots");
  for (guint i = 0; i < tb_census_curve_get_n_services (curve); i++)
    {
      g_autofree char *name = tb_fleet_dup_name (tb_census_curve_get_fleet (curve), tb_census_curve_get_service (curve, i));

      g_string_append_printf (text, ",answered_%s", name);
    }
  g_string_append_c (text, '\n');
}

/* Whole numbers all along, so that no locale puts a comma where a column ends. */
static void
add_sample (GString *text, TbCensusCurve *curve, const TbCensusSample *sample)
{
  g_string_append_printf (text, "%" G_GINT64_FORMAT ".%06d", sample->time_us / G_USEC_PER_SEC, (int) (sample->time_us % G_USEC_PER_SEC));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_string_append_printf (text, ",%u", sample->by_census[columns[i].census]);
  g_string_append_printf (text, ",%u", sample->n_bots);
  for (guint i = 0; i < tb_census_curve_get_n_services (curve); i++)
    g_string_append_printf (text, ",%u.%04u", sample->answered[i] / TB_SIEGE_ALL, sample->answered[i] % TB_SIEGE_ALL);
  g_string_append_c (text, '\n');
}

/**
 * tb_census_curve_write:
 * @curve: a curve
 * @path: a file, replaced when it is there
 * @error: return location
 *
 * Comma-separated values: time in seconds, devices by census, those that probe, and of each service the share of honest requests that it answers.
 * The whole file or none.
 *
 * Returns: %FALSE when the file cannot be written
 */
gboolean
tb_census_curve_write (TbCensusCurve *curve, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  add_header (text, curve);
  for (guint i = 0; i < tb_census_curve_get_n (curve); i++)
    add_sample (text, curve, tb_census_curve_get (curve, i));
  return g_file_set_contents_full (path, text->str, (gssize) text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}
