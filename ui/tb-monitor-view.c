/* tb-monitor-view: see the header. Pages are rows of a table; as long as there is one, no switcher is shown. */
#include "tb-monitor-view.h"

#include <glib/gi18n-lib.h>

#include "tb-ask-page.h"

struct _TbMonitorView
{
  GtkWidget parent_instance;

  TbPlayhead *playhead;   /* owned */
  GtkStack *pages;        /* child */
  TbAskPage *ask;         /* in @pages */
};

enum { PROP_PLAYHEAD = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TbMonitorView, tb_monitor_view, GTK_TYPE_WIDGET)

static void
tb_monitor_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TbMonitorView *self = TB_MONITOR_VIEW (object);

  if (g_set_object (&self->playhead, g_value_get_object (value)) && self->playhead != NULL)
    tb_ask_page_set_playhead (self->ask, self->playhead);
}

static void
tb_monitor_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, TB_MONITOR_VIEW (object)->playhead);
}

static void
tb_monitor_view_dispose (GObject *object)
{
  TbMonitorView *self = TB_MONITOR_VIEW (object);

  if (self->pages != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->pages)));
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_monitor_view_parent_class)->dispose (object);
}

static void
tb_monitor_view_class_init (TbMonitorViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = tb_monitor_view_set_property;
  object_class->get_property = tb_monitor_view_get_property;
  object_class->dispose = tb_monitor_view_dispose;
  props[PROP_PLAYHEAD] = g_param_spec_object ("playhead", NULL, NULL, TB_TYPE_PLAYHEAD, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tb_monitor_view_init (TbMonitorView *self)
{
  self->pages = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->pages), GTK_WIDGET (self));
  self->ask = TB_ASK_PAGE (tb_ask_page_new ());
  gtk_stack_add_titled (self->pages, GTK_WIDGET (self->ask), "ask", _("Ask"));
}

/**
 * tb_monitor_view_new:
 * @playhead: what it follows
 *
 * Returns: (transfer floating): the view
 */
GtkWidget *
tb_monitor_view_new (TbPlayhead *playhead)
{
  return g_object_new (TB_TYPE_MONITOR_VIEW, "playhead", playhead, NULL);
}

/**
 * tb_monitor_view_search:
 * @self: the view
 * @text: part of the name or the meaning of a table or a column
 *
 * Lists only what has it.
 */
void
tb_monitor_view_search (TbMonitorView *self, const char *text)
{
  tb_ask_page_search (self->ask, text);
}

/**
 * tb_monitor_view_export:
 * @self: the view
 * @path: a file whose name ends in .csv
 * @error: return location
 *
 * Writes the last answer.
 *
 * Returns: %FALSE with the reason when there is none, or when it cannot be written
 */
gboolean
tb_monitor_view_export (TbMonitorView *self, const char *path, GError **error)
{
  return tb_ask_page_export (self->ask, path, error);
}

/**
 * tb_monitor_view_show_page:
 * @self: the view
 * @page: name of a page
 *
 * Returns: whether there is one of that name
 */
gboolean
tb_monitor_view_show_page (TbMonitorView *self, const char *page)
{
  if (gtk_stack_get_child_by_name (self->pages, page) == NULL)
    return FALSE;
  gtk_stack_set_visible_child_name (self->pages, page);
  return TRUE;
}
