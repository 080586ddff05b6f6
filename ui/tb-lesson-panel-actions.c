/* tb-lesson-panel-actions: what a lesson can be asked that changes no run: another step, an answer, a hint. They live in the map of the window, so that keys, commands
 * and tests reach them too; those that lead nowhere are off. */
#include "tb-lesson-panel-private.h"

static TbTutor *
tutor_of (gpointer panel)
{
  return TB_LESSON_PANEL (panel)->tutor;
}

static void
go_to (gpointer panel, guint step)
{
  if (tutor_of (panel) != NULL)
    tb_tutor_go_to (tutor_of (panel), step);
}

/* Counted from 1; 0 is the debrief. */
static void
step (GSimpleAction *action, GVariant *number, gpointer panel)
{
  guint wanted = g_variant_get_uint32 (number);

  if (tutor_of (panel) != NULL)
    go_to (panel, wanted > 0 ? wanted - 1 : tb_tutor_get_n_steps (tutor_of (panel)));
}

static void
next (GSimpleAction *action, GVariant *parameter, gpointer panel)
{
  if (tutor_of (panel) != NULL)
    go_to (panel, tb_tutor_get_present (tutor_of (panel)) + 1);
}

static void
back (GSimpleAction *action, GVariant *parameter, gpointer panel)
{
  if (tutor_of (panel) != NULL && tb_tutor_get_present (tutor_of (panel)) > 0)
    go_to (panel, tb_tutor_get_present (tutor_of (panel)) - 1);
}

static void
hint (GSimpleAction *action, GVariant *parameter, gpointer panel)
{
  if (tutor_of (panel) != NULL)
    tb_tutor_take_hint (tutor_of (panel));
}

static void
answer (GSimpleAction *action, GVariant *given, gpointer panel)
{
  const char *id, *text;

  g_variant_get (given, "(&s&s)", &id, &text);
  if (tutor_of (panel) != NULL)
    tb_tutor_answer (tutor_of (panel), id, text);
}

static void
truth (GSimpleAction *action, GVariant *id, gpointer panel)
{
  if (tutor_of (panel) != NULL)
    tb_tutor_show_truth (tutor_of (panel), g_variant_get_string (id, NULL));
}

static void
enable (TbLessonPanel *self, const char *name, gboolean on)
{
  GAction *action = self->map ? g_action_map_lookup_action (self->map, name) : NULL;

  if (action != NULL)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), on);
}

void
tb_lesson_panel_enable_actions (TbLessonPanel *self)
{
  guint present = self->tutor ? tb_tutor_get_present (self->tutor) : 0, n = self->tutor ? tb_tutor_get_n_steps (self->tutor) : 0;

  enable (self, "lesson-back", self->tutor != NULL && present > 0);
  enable (self, "lesson-next", present < n && tb_tutor_may_go_to (self->tutor, present + 1));
  enable (self, "lesson-hint", present < n && tb_tutor_get_n_hints (self->tutor, present) < tb_tutor_get_step (self->tutor, present)->hints->len);
  enable (self, "lesson-step", self->tutor != NULL);
}

/**
 * tb_lesson_panel_add_actions:
 * @self: a panel
 * @map: gets its actions, and is there as long as the panel
 */
void
tb_lesson_panel_add_actions (TbLessonPanel *self, GActionMap *map)
{
  static const GActionEntry entries[] = {
    { "lesson-step", step, "u" }, { "lesson-next", next }, { "lesson-back", back }, { "lesson-hint", hint },
    { "lesson-answer", answer, "(ss)" }, { "lesson-truth", truth, "s" },
  };

  g_set_weak_pointer (&self->map, map);
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  tb_lesson_panel_enable_actions (self);
}
