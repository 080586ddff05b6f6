/* tb-cli-compare-report: how a comparison is shown. Bytes, flights and round trips are measured on handshakes made here; the rest is modelled from published
 * figures (docs/device-costs.md). Every figure is printed with the one word or the other, and with its source. */
#include <string.h>

#include "tb-cli-compare.h"
#include "tb-cli.h"

/* --- columns --- */

/* What is in a row, with where it comes from. A figure of -1 is not known. */
static const struct
{
  const char *name;
  const char *heading;
  gboolean is_measured;
  gsize offset;
  gboolean is_wide;             /* gsize or gint64; otherwise guint */
} columns[] = {
  { "bytes_sent", "sent B", TRUE, G_STRUCT_OFFSET (TbCost, n_bytes_sent), TRUE },
  { "bytes_received", "recv B", TRUE, G_STRUCT_OFFSET (TbCost, n_bytes_received), TRUE },
  { "flights", "flights", TRUE, G_STRUCT_OFFSET (TbCost, n_flights), FALSE },
  { "round_trips", "trips", TRUE, G_STRUCT_OFFSET (TbCost, n_round_trips), FALSE },
  { "asymmetric_us", "asym ms", FALSE, G_STRUCT_OFFSET (TbCost, asymmetric_us), TRUE },
  { "symmetric_us", "sym ms", FALSE, G_STRUCT_OFFSET (TbCost, symmetric_us), TRUE },
  { "waiting_us", "wait ms", FALSE, G_STRUCT_OFFSET (TbCost, waiting_us), TRUE },
  { "total_us", "total ms", FALSE, G_STRUCT_OFFSET (TbCost, total_us), TRUE },
  { "energy_uj", "send mJ", FALSE, G_STRUCT_OFFSET (TbCost, energy_uj), TRUE },
  { "ram_bytes", "RAM B", FALSE, G_STRUCT_OFFSET (TbCost, ram_bytes), TRUE },
};

G_STATIC_ASSERT (sizeof (gsize) == sizeof (gint64));

static gint64
figure (const TbCost *cost, guint column)
{
  const char *at = (const char *) cost + columns[column].offset;

  return columns[column].is_wide ? *(const gint64 *) at : (gint64) * (const guint *) at;
}

static const TbCostRow *
row_at (const TbComparison *comparison, guint row)
{
  return &g_array_index (comparison->sheet->rows, TbCostRow, row);
}

/* --- JSON --- */

static void
add_sources (JsonBuilder *json, const TbComparison *comparison)
{
  json_builder_set_member_name (json, "devices");
  json_builder_begin_array (json);
  for (guint i = 0; i < comparison->devices->len; i++)
    {
      const TbProfile *device = g_ptr_array_index (comparison->devices, i);

      json_builder_begin_object (json);
      tb_cli_add_text (json, "id", device->id);
      tb_cli_add_text (json, "title", device->title);
      tb_cli_add_text (json, "source", device->source);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  json_builder_set_member_name (json, "links");
  json_builder_begin_array (json);
  for (guint i = 0; i < comparison->links->len; i++)
    {
      const TbLink *link = g_ptr_array_index (comparison->links, i);

      json_builder_begin_object (json);
      tb_cli_add_text (json, "id", link->id);
      tb_cli_add_text (json, "title", link->title);
      tb_cli_add_text (json, "source", link->source);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_names (JsonBuilder *json, const char *what, gboolean is_measured)
{
  json_builder_set_member_name (json, what);
  json_builder_begin_array (json);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i].is_measured == is_measured)
      json_builder_add_string_value (json, columns[i].name);
  json_builder_end_array (json);
}

static void
add_row (JsonBuilder *json, const TbComparison *comparison, const TbCostRow *row)
{
  json_builder_begin_object (json);
  tb_cli_add_text (json, "handshake", tb_cost_sheet_get_case (comparison->sheet, row->which)->code);
  tb_cli_add_text (json, "device", row->device->id);
  tb_cli_add_text (json, "link", row->link->id);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (figure (&row->cost, i) >= 0)
      tb_cli_add_int (json, columns[i].name, figure (&row->cost, i));
    else
      tb_cli_add_text (json, columns[i].name, NULL);
  json_builder_set_member_name (json, "derived");
  json_builder_add_boolean_value (json, row->cost.is_derived);
  json_builder_end_object (json);
}

static gsize
total_bytes (TbTranscript *transcript)
{
  gsize n_bytes;

  tb_transcript_get_wire (transcript, &n_bytes);
  return n_bytes;
}

static gboolean
is_resumed (const TbCostCase *which)
{
  return g_str_has_suffix (which->code, " resumed");
}

/* A published minimum beside what OpenSSL sends for the same, flight by flight. */
static void
add_minimum (JsonBuilder *json, const TbCostCase *which)
{
  const TbCostMinimum *minimum = tb_cost_get_minimum (is_resumed (which));

  json_builder_begin_object (json);
  tb_cli_add_text (json, "handshake", which->code);
  json_builder_set_member_name (json, "flights");
  json_builder_begin_array (json);
  for (guint i = 0; i < tb_transcript_get_n_flights (which->transcript); i++)
    json_builder_add_int_value (json, tb_transcript_get_flight (which->transcript, i)->wire_length);
  json_builder_end_array (json);
  tb_cli_add_int (json, "bytes", (gint64) total_bytes (which->transcript));
  tb_cli_add_text (json, "minimum", minimum->title);
  json_builder_set_member_name (json, "minimum_flights");
  json_builder_begin_array (json);
  for (guint i = 0; i < G_N_ELEMENTS (minimum->n_bytes); i++)
    json_builder_add_int_value (json, (gint64) minimum->n_bytes[i]);
  json_builder_end_array (json);
  tb_cli_add_int (json, "minimum_bytes", (gint64) minimum->total_bytes);
  tb_cli_add_text (json, "minimum_source", minimum->source);
  json_builder_end_object (json);
}

/**
 * tb_comparison_print_json:
 * @comparison: what was compared
 *
 * Prints one JSON document; what is not known is null.
 */
void
tb_comparison_print_json (const TbComparison *comparison)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  add_names (json, "measured", TRUE);
  add_names (json, "modelled", FALSE);
  add_sources (json, comparison);
  json_builder_set_member_name (json, "handshakes");
  json_builder_begin_array (json);
  for (guint i = 0; i < comparison->sheet->cases->len; i++)
    add_minimum (json, tb_cost_sheet_get_case (comparison->sheet, i));
  json_builder_end_array (json);
  json_builder_set_member_name (json, "rows");
  json_builder_begin_array (json);
  for (guint i = 0; i < comparison->sheet->rows->len; i++)
    add_row (json, comparison, row_at (comparison, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

/* --- CSV --- */

static void
print_quoted (const char *text)
{
  g_autoptr (GString) quoted = g_string_new (text);

  g_string_replace (quoted, "\"", "\"\"", 0);
  g_print (",\"%s\"", quoted->str);
}

static void
print_csv_minimum (gboolean resumed)
{
  const TbCostMinimum *minimum = tb_cost_get_minimum (resumed);

  g_print ("minimum %s,,,%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT ",%u,", minimum->code, minimum->n_bytes[0] + minimum->n_bytes[2], minimum->n_bytes[1],
           (guint) G_N_ELEMENTS (minimum->n_bytes));
  for (guint i = 3; i < G_N_ELEMENTS (columns); i++)
    g_print (",");
  print_quoted (minimum->source);
  g_print (",\n");
}

/**
 * tb_comparison_print_csv:
 * @comparison: what was compared
 *
 * Prints a line with commas for each row; what is not known is empty.
 */
void
tb_comparison_print_csv (const TbComparison *comparison)
{
  g_print ("handshake,device,link");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_print (",%s_%s", columns[i].name, columns[i].is_measured ? "measured" : "modelled");
  g_print (",derived,device_source,link_source\n");
  for (guint i = 0; i < comparison->sheet->rows->len; i++)
    {
      const TbCostRow *row = row_at (comparison, i);

      g_print ("%s,%s,%s", tb_cost_sheet_get_case (comparison->sheet, row->which)->code, row->device->id, row->link->id);
      for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
        if (figure (&row->cost, c) >= 0)
          g_print (",%" G_GINT64_FORMAT, figure (&row->cost, c));
        else
          g_print (",");
      g_print (",%s", row->cost.is_derived ? "yes" : "no");
      print_quoted (row->device->source);
      print_quoted (row->link->source);
      g_print ("\n");
    }
  print_csv_minimum (FALSE);
  print_csv_minimum (TRUE);
}

/* --- text --- */

static void
print_cell (const TbCost *cost, guint column)
{
  gboolean in_thousands = strstr (columns[column].heading, " m") != NULL;
  gint64 value = figure (cost, column);

  if (value < 0)
    g_print (" %9s", "-");
  else if (in_thousands)
    g_print (" %7" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, value / 1000, value / 100 % 10);
  else
    g_print (" %9" G_GINT64_FORMAT, value);
}

static void
print_row (const TbComparison *comparison, guint number)
{
  const TbCostRow *row = row_at (comparison, number), *before = number > 0 ? row_at (comparison, number - 1) : NULL;

  if (before == NULL || before->link != row->link)
    g_print ("\nOver %s (%s)\n", row->link->title, row->link->source);
  if (before == NULL || before->link != row->link || before->device != row->device)
    {
      g_print ("  %s\n    %-16s", row->device->title, "");
      for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
        g_print (" %9s", columns[i].heading);
      g_print ("\n");
    }
  g_print ("    %-16s", tb_cost_sheet_get_case (comparison->sheet, row->which)->code);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    print_cell (&row->cost, i);
  g_print ("%s\n", row->cost.is_derived ? "  derived" : "");
}

/* The three flights that make the handshake; the ticket that follows is no part of what was published. */
static void
print_minimum (const TbCostCase *which)
{
  const TbCostMinimum *minimum = tb_cost_get_minimum (is_resumed (which));
  gsize measured = 0, all = total_bytes (which->transcript);

  g_print ("    %-16s", which->code);
  for (guint i = 0; i < G_N_ELEMENTS (minimum->n_bytes); i++)
    {
      gsize n_bytes = tb_transcript_get_flight (which->transcript, i)->wire_length;

      g_print ("%s%5" G_GSIZE_FORMAT, i > 0 ? " + " : "", n_bytes);
      measured += n_bytes;
    }
  g_print (" = %5" G_GSIZE_FORMAT " B measured, %" G_GSIZE_FORMAT ".%" G_GSIZE_FORMAT " times the least; a ticket of %" G_GSIZE_FORMAT " B follows\n", measured,
           measured / minimum->total_bytes, measured * 10 / minimum->total_bytes % 10, all - measured);
}

static void
print_minima (const TbComparison *comparison)
{
  for (int resumed = 0; resumed < 2; resumed++)
    {
      const TbCostMinimum *minimum = tb_cost_get_minimum (resumed);

      g_print ("\nHow small it could be: %s\n    %-16s", minimum->title, "published");
      for (guint i = 0; i < G_N_ELEMENTS (minimum->n_bytes); i++)
        g_print ("%s%5" G_GSIZE_FORMAT, i > 0 ? " + " : "", minimum->n_bytes[i]);
      g_print (" = %5" G_GSIZE_FORMAT " B, %s\n", minimum->total_bytes, minimum->source);
      for (guint i = 0; i < comparison->sheet->cases->len; i++)
        if (is_resumed (tb_cost_sheet_get_case (comparison->sheet, i)) == resumed)
          print_minimum (tb_cost_sheet_get_case (comparison->sheet, i));
    }
}

/**
 * tb_comparison_print_text:
 * @comparison: what was compared
 *
 * Prints a table for people.
 */
void
tb_comparison_print_text (const TbComparison *comparison)
{
  g_print ("Mutual TLS 1.3 with an agreement on P-256, seen by the client. Measured: sent, received, flights, round trips. Modelled from published figures: the rest.\n"
           "\"derived\": a figure nobody published for this device went in; \"-\": nothing was published. Rules: docs/device-costs.md.\n");
  for (guint i = 0; i < comparison->sheet->rows->len; i++)
    print_row (comparison, i);
  print_minima (comparison);
  g_print ("\nSources of the devices\n");
  for (guint i = 0; i < comparison->devices->len; i++)
    {
      const TbProfile *device = g_ptr_array_index (comparison->devices, i);

      g_print ("    %s: %s\n", device->title, device->source);
    }
}
