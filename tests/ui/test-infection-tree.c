/* An infection tree shows the way from the attacker to one device, a page of its siblings and of its children, and says how many it leaves out; drawn to
 * memory, without a display. */
#include <glib/gstdio.h>

#include "tb-infection-draw.h"
#include "tb-picture.h"
#include "tb-stream.h"
#include "tb-units.h"

#define N_DEVICES 3000
#define ATTACKER (N_DEVICES + 1)
#define LINE 16

typedef struct
{
  TbFleet *fleet;
  TbJournal *journal;
  TbFold *fold;
  TbInfectionIndex *index;
  guint limit;
} Fixture;

static void
append (Fixture *f, gint64 time_us, TbRecordKind kind, guint32 subject, guint32 object, guint16 detail)
{
  TbRecord record = { .time_us = time_us, .subject = subject, .object = object, .payload = TB_NO_PAYLOAD, .kind = (guint16) kind, .detail = detail };

  tb_journal_append (f->journal, &record);
}

/* The first five are taken by the attacker, the next six hundred by the first, the rest by anyone. */
static guint32
choose_parent (TbStream *stream, guint32 device)
{
  if (device <= 5)
    return ATTACKER;
  return device <= 605 ? 1 : (guint32) tb_stream_below (stream, device - 1) + 1;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  TbStream stream;

  f->fleet = tb_fleet_new ();
  tb_fleet_add_group (f->fleet, "camera", TB_ROLE_DEVICE, N_DEVICES);
  tb_fleet_add_group (f->fleet, "attacker", TB_ROLE_ATTACKER, 1);
  f->journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  tb_stream_init (&stream, 3, "tree");
  for (guint32 device = 1; device <= N_DEVICES; device++)
    append (f, 0, TB_RECORD_POWERED_ON, device, TB_NOBODY, 0);
  for (guint32 device = 1; device <= N_DEVICES; device++)
    append (f, device * TB_US_PER_SECOND, TB_RECORD_INFECTED, device, choose_parent (&stream, device), 1);
  append (f, (N_DEVICES + 1) * TB_US_PER_SECOND, TB_RECORD_CLEARED, 2, TB_NOBODY, 0);
  append (f, (N_DEVICES + 1) * TB_US_PER_SECOND, TB_RECORD_QUARANTINED, 3, TB_NOBODY, 1);
  tb_journal_publish (f->journal);
  f->fold = tb_fold_new (f->fleet, f->journal);
  tb_fold_seek (f->fold, TB_US_PER_DAY);
  f->index = tb_infection_index_new (f->journal, ATTACKER);
  tb_infection_index_read (f->index, G_MAXUINT64);
  f->limit = tb_infection_index_get_limit (f->index, TB_US_PER_DAY);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tb_infection_index_free (f->index);
  tb_fold_free (f->fold);
  tb_journal_unref (f->journal);
  tb_fleet_unref (f->fleet);
}

static guint
entry_of (Fixture *f, guint32 device)
{
  guint entry;

  g_assert_true (tb_infection_index_find (f->index, device, f->limit, &entry));
  return entry;
}

static const TbInfectionNode *
node_at (const TbInfectionLayout *layout, guint i)
{
  return &g_array_index (layout->nodes, TbInfectionNode, i);
}

/* Of a row: how many are shown, how many are folded. */
static void
count_row (const TbInfectionLayout *layout, guint row, guint *n_shown, guint *n_folded)
{
  double y = 0;

  *n_shown = *n_folded = 0;
  for (guint i = 0; i < layout->nodes->len; i++)
    if (node_at (layout, i)->row == row)
      {
        ++*n_shown;
        y = node_at (layout, i)->y;
      }
  for (guint i = 0; i < layout->folds->len; i++)
    if (g_array_index (layout->folds, TbInfectionFold, i).y == y)
      *n_folded += g_array_index (layout->folds, TbInfectionFold, i).n;
}

static void
way_from_the_attacker_is_shown (Fixture *f, gconstpointer data)
{
  g_autoptr (TbInfectionLayout) layout = tb_infection_layout_new (f->index, entry_of (f, 300), f->limit, 900, 500, LINE);
  guint n_path = 0, n_shown, n_folded;

  g_assert_true (layout->is_roomy);
  for (guint i = 0; i < layout->nodes->len; i++)
    n_path += node_at (layout, i)->is_path;
  g_assert_cmpuint (n_path, ==, 3);
  count_row (layout, 1, &n_shown, &n_folded);
  g_assert_cmpuint (n_shown, ==, 5);
  g_assert_cmpuint (n_folded, ==, 0);
  count_row (layout, 2, &n_shown, &n_folded);
  g_assert_cmpuint (n_shown + n_folded, ==, tb_infection_index_count_children (f->index, entry_of (f, 1), f->limit));
  g_assert_cmpuint (n_shown, >, 3);
  g_assert_cmpuint (layout->n_hidden, ==, 0);
}

static void
nobody_taken_leaves_the_attacker_alone (Fixture *f, gconstpointer data)
{
  g_autoptr (TbInfectionLayout) layout = tb_infection_layout_new (f->index, TB_INFECTION_ROOT, 1, 500, 300, LINE);
  g_autofree char *facts = tb_infection_describe_facts (f->index, f->fold, TB_INFECTION_ROOT, 1);

  g_assert_cmpuint (layout->nodes->len, ==, 1);
  g_assert_cmpuint (layout->folds->len, ==, 0);
  g_assert_true (node_at (layout, 0)->is_focus);
  g_assert_cmpstr (facts, ==, "nobody is infected");
}

static void
check_rows (Fixture *f, const TbInfectionLayout *layout)
{
  for (guint i = 1; i < layout->nodes->len; i++)
    {
      const TbInfectionNode *node = node_at (layout, i), *before = node_at (layout, i - 1);
      guint n_shown, n_folded, parent = tb_infection_index_get (f->index, node->entry)->parent;

      g_assert_cmpuint (node->row, >=, before->row);
      g_assert_cmpfloat (node->y + layout->radius, <=, layout->height);
      if (node->row == before->row)
        {
          g_assert_cmpuint (tb_infection_index_get (f->index, node->entry)->ordinal, ==, tb_infection_index_get (f->index, before->entry)->ordinal + 1);
          g_assert_cmpfloat (node->x - before->x, >=, 2 * layout->radius);
          continue;
        }
      count_row (layout, node->row, &n_shown, &n_folded);
      g_assert_cmpuint (n_shown + n_folded, ==, tb_infection_index_count_children (f->index, parent, f->limit));
      if (node->row > 1 || layout->n_hidden == 0)
        g_assert_cmpuint (node_at (layout, (guint) node->above)->entry, ==, parent);
    }
}

static void
every_row_is_a_page_of_those_that_one_took (Fixture *f, gconstpointer data)
{
  static const double sizes[][2] = { { 1200, 700 }, { 460, 300 }, { 440, 180 }, { 300, 500 } };

  for (guint32 device = 1; device <= N_DEVICES; device += 37)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        g_autoptr (TbInfectionLayout) layout = tb_infection_layout_new (f->index, entry_of (f, device), f->limit, sizes[i][0], sizes[i][1], LINE);
        guint n_focus = 0;

        check_rows (f, layout);
        for (guint k = 0; k < layout->nodes->len; k++)
          {
            n_focus += node_at (layout, k)->is_focus;
            g_assert_cmpfloat (node_at (layout, k)->x - layout->radius, >=, 0);
            g_assert_cmpfloat (node_at (layout, k)->x + layout->radius, <=, sizes[i][0]);
          }
        g_assert_cmpuint (n_focus, ==, 1);
      }
}

static void
no_room_at_all_is_survived (Fixture *f, gconstpointer data)
{
  for (double size = 0; size < 60; size += 7)
    {
      g_autoptr (TbInfectionLayout) layout = tb_infection_layout_new (f->index, entry_of (f, 2999), f->limit, size, size, LINE);

      g_assert_cmpuint (layout->nodes->len, >=, 2);
      g_assert_cmpuint (layout->n_rows, <=, 3);
    }
}

static void
node_is_found_where_it_is_drawn (Fixture *f, gconstpointer data)
{
  g_autoptr (TbInfectionLayout) layout = tb_infection_layout_new (f->index, entry_of (f, 300), f->limit, 900, 500, LINE);
  const TbInfectionFold *fold = &g_array_index (layout->folds, TbInfectionFold, 0);

  for (guint i = 0; i < layout->nodes->len; i++)
    g_assert_true (tb_infection_layout_pick (layout, node_at (layout, i)->x, node_at (layout, i)->y) == node_at (layout, i));
  g_assert_null (tb_infection_layout_pick (layout, 450, 499));
  g_assert_true (tb_infection_layout_pick_fold (layout, fold->is_left ? fold->x - 5 : fold->x + 5, fold->y) == fold);
  g_assert_null (tb_infection_layout_pick_fold (layout, 450, 499));
}

static void
arrows_follow_the_tree (Fixture *f, gconstpointer data)
{
  guint first = entry_of (f, 1), second = entry_of (f, 2), last = entry_of (f, 5), child = entry_of (f, 6);

  g_assert_cmpuint (tb_infection_layout_move (f->index, TB_INFECTION_ROOT, f->limit, 0, 1), ==, first);
  g_assert_cmpuint (tb_infection_layout_move (f->index, TB_INFECTION_ROOT, f->limit, 0, -1), ==, TB_INFECTION_ROOT);
  g_assert_cmpuint (tb_infection_layout_move (f->index, TB_INFECTION_ROOT, f->limit, 1, 0), ==, TB_INFECTION_ROOT);
  g_assert_cmpuint (tb_infection_layout_move (f->index, first, f->limit, 1, 0), ==, second);
  g_assert_cmpuint (tb_infection_layout_move (f->index, second, f->limit, -1, 0), ==, first);
  g_assert_cmpuint (tb_infection_layout_move (f->index, first, f->limit, -1, 0), ==, first);
  g_assert_cmpuint (tb_infection_layout_move (f->index, last, f->limit, 1, 0), ==, last);
  g_assert_cmpuint (tb_infection_layout_move (f->index, first, f->limit, 0, 1), ==, child);
  g_assert_cmpuint (tb_infection_layout_move (f->index, child, f->limit, 0, -1), ==, first);
  g_assert_cmpuint (tb_infection_layout_move (f->index, first, 2, 0, 1), ==, first);
  g_assert_cmpuint (tb_infection_layout_move (f->index, first, 2, 1, 0), ==, first);
}

static void
state_and_story_are_told_in_words (Fixture *f, gconstpointer data)
{
  static const struct { guint32 device; const char *name; TbHealth health; } rows[] = {
    { 1, "camera-0001: infected", TB_HEALTH_INFECTED },
    { 2, "camera-0002: rid of it again", TB_HEALTH_HEALTHY },
    { 3, "camera-0003: quarantined", TB_HEALTH_QUARANTINED },
  };
  g_autofree char *facts = tb_infection_describe_facts (f->index, f->fold, entry_of (f, 1), tb_infection_index_get_limit (f->index, 7 * TB_US_PER_SECOND));

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = tb_infection_describe (f->index, f->fold, entry_of (f, rows[i].device), f->limit);

      g_assert_cmpstr (name, ==, rows[i].name);
      g_assert_true (tb_infection_get_look (f->index, f->fold, entry_of (f, rows[i].device), f->limit) == tb_look_health (rows[i].health));
    }
  g_assert_null (tb_infection_get_look (f->index, f->fold, TB_INFECTION_ROOT, f->limit));
  g_assert_cmpstr (facts, ==, "generation 1 of 2 · day 1 00:00:01 · by attacker · has taken 2 others");
}

static void
paint (cairo_t *cr, gpointer picture)
{
  tb_infection_draw (picture, cr);
}

/* Text is text in an SVG only as outlines; that something was drawn shows in its size. */
static void
picture_is_drawn_at_any_size (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "test-infection-tree.svg", NULL);
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) text = pango_layout_new (context);
  g_autoptr (GError) error = NULL;
  gsize lengths[2];
  TbPalette palette;

  g_object_unref (context);
  tb_palette_init (&palette, FALSE, FALSE);
  for (guint i = 0; i < 2; i++)
    {
      guint focus = i == 0 ? TB_INFECTION_ROOT : entry_of (f, 2500), limit = i == 0 ? 1 : f->limit;
      g_autoptr (TbInfectionLayout) layout = tb_infection_layout_new (f->index, focus, limit, 800, 500, LINE);
      TbInfectionPicture picture = { f->index, layout, f->fold, &palette, text, focus, limit, 2500, TRUE };
      g_autofree char *svg = NULL;

      g_assert_true (tb_picture_write (path, 800, 500, paint, &picture, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &svg, &lengths[i], &error));
    }
  g_assert_cmpuint (lengths[1], >, lengths[0] * 2);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

#define ADD(path, func) g_test_add ("/infection-tree/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("way", way_from_the_attacker_is_shown);
  ADD ("nobody", nobody_taken_leaves_the_attacker_alone);
  ADD ("rows", every_row_is_a_page_of_those_that_one_took);
  ADD ("no-room", no_room_at_all_is_survived);
  ADD ("pick", node_is_found_where_it_is_drawn);
  ADD ("arrows", arrows_follow_the_tree);
  ADD ("words", state_and_story_are_told_in_words);
  ADD ("picture", picture_is_drawn_at_any_size);
  return g_test_run ();
}
