/* tb-monitor-view: see the header. Pages are rows of a table; as long as there is one, no switcher is shown. */
#include "tb-monitor-view.h"

#include <glib/gi18n-lib.h>

#include "tb-alerts-page.h"
#include "tb-ask-page.h"
#include "tb-audit-page.h"
#include "tb-compliance-page.h"
#include "tb-overview-page.h"

/* A page: what it is called, how it is made, and what the view hands on to it. */
typedef struct
{
  const char *name;
  const char *title;
  GtkWidget *(*make) (void);
  void (*set_playhead) (GtkWidget *page, TbPlayhead *playhead);
  void (*search) (GtkWidget *page, const char *text);
  gboolean (*export_to) (GtkWidget *page, const char *path, GError **error);
} Page;

struct _TbMonitorView
{
  GtkWidget parent_instance;

  TbPlayhead *playhead;   /* owned */
  GtkWidget *box;         /* child */
  GtkStack *pages;        /* in @box */
};

enum { PROP_PLAYHEAD = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TbMonitorView, tb_monitor_view, GTK_TYPE_WIDGET)

/* --- pages --- */

static void
set_playhead_of_alerts (GtkWidget *page, TbPlayhead *playhead)
{
  tb_alerts_page_set_playhead (TB_ALERTS_PAGE (page), playhead);
}

static void
search_alerts (GtkWidget *page, const char *text)
{
  tb_alerts_page_search (TB_ALERTS_PAGE (page), text);
}

static gboolean
export_alerts (GtkWidget *page, const char *path, GError **error)
{
  return tb_alerts_page_export (TB_ALERTS_PAGE (page), path, error);
}

static void
set_playhead_of_overview (GtkWidget *page, TbPlayhead *playhead)
{
  tb_overview_page_set_playhead (TB_OVERVIEW_PAGE (page), playhead);
}

static void
search_overview (GtkWidget *page, const char *text)
{
  tb_overview_page_search (TB_OVERVIEW_PAGE (page), text);
}

static gboolean
export_overview (GtkWidget *page, const char *path, GError **error)
{
  return tb_overview_page_export (TB_OVERVIEW_PAGE (page), path, error);
}

static void
set_playhead_of_compliance (GtkWidget *page, TbPlayhead *playhead)
{
  tb_compliance_page_set_playhead (TB_COMPLIANCE_PAGE (page), playhead);
}

static void
search_compliance (GtkWidget *page, const char *text)
{
  tb_compliance_page_search (TB_COMPLIANCE_PAGE (page), text);
}

static gboolean
export_compliance (GtkWidget *page, const char *path, GError **error)
{
  return tb_compliance_page_export (TB_COMPLIANCE_PAGE (page), path, error);
}

static void
set_playhead_of_ask (GtkWidget *page, TbPlayhead *playhead)
{
  tb_ask_page_set_playhead (TB_ASK_PAGE (page), playhead);
}

static void
search_ask (GtkWidget *page, const char *text)
{
  tb_ask_page_search (TB_ASK_PAGE (page), text);
}

static gboolean
export_ask (GtkWidget *page, const char *path, GError **error)
{
  return tb_ask_page_export (TB_ASK_PAGE (page), path, error);
}

static void
set_playhead_of_audit (GtkWidget *page, TbPlayhead *playhead)
{
  tb_audit_page_set_playhead (TB_AUDIT_PAGE (page), playhead);
}

static void
search_audit (GtkWidget *page, const char *text)
{
  tb_audit_page_search (TB_AUDIT_PAGE (page), text);
}

static gboolean
export_audit (GtkWidget *page, const char *path, GError **error)
{
  return tb_audit_page_export (TB_AUDIT_PAGE (page), path, error);
}

/* In the order of the switcher; the first is shown to begin with. */
static const Page pages[] = {
  { "alerts", N_("Alerts"), tb_alerts_page_new, set_playhead_of_alerts, search_alerts, export_alerts },
  { "overview", N_("Overview"), tb_overview_page_new, set_playhead_of_overview, search_overview, export_overview },
  { "compliance", N_("Compliance"), tb_compliance_page_new, set_playhead_of_compliance, search_compliance, export_compliance },
  { "audit", N_("Audit"), tb_audit_page_new, set_playhead_of_audit, search_audit, export_audit },
  { "ask", N_("Ask"), tb_ask_page_new, set_playhead_of_ask, search_ask, export_ask },
};

static const Page *
get_visible (TbMonitorView *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->pages);
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (pages) && !g_str_equal (pages[i].name, name))
    i++;
  return &pages[i];
}

/* --- the object --- */

static void
tb_monitor_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TbMonitorView *self = TB_MONITOR_VIEW (object);

  if (!g_set_object (&self->playhead, g_value_get_object (value)) || self->playhead == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    pages[i].set_playhead (tb_monitor_view_get_page (self, pages[i].name), self->playhead);
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

  g_clear_pointer (&self->box, gtk_widget_unparent);
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

static GtkWidget *
make_switcher (GtkStack *stack)
{
  GtkWidget *switcher = gtk_stack_switcher_new ();

  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), stack);
  gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (switcher, 8);
  gtk_widget_set_margin_bottom (switcher, 2);
  gtk_widget_set_visible (switcher, G_N_ELEMENTS (pages) > 1);
  return switcher;
}

static void
tb_monitor_view_init (TbMonitorView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->pages = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->pages), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    gtk_stack_add_titled (self->pages, pages[i].make (), pages[i].name, _(pages[i].title));
  gtk_box_append (GTK_BOX (self->box), make_switcher (self->pages));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->pages));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
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
 * tb_monitor_view_get_page:
 * @self: the view
 * @page: name of a page
 *
 * Returns: (transfer none) (nullable): it
 */
GtkWidget *
tb_monitor_view_get_page (TbMonitorView *self, const char *page)
{
  return gtk_stack_get_child_by_name (self->pages, page);
}

/**
 * tb_monitor_view_search:
 * @self: the view
 * @text: what to look for on the page that is shown, "" for everything
 *
 * Lists only what has it.
 */
void
tb_monitor_view_search (TbMonitorView *self, const char *text)
{
  get_visible (self)->search (gtk_stack_get_visible_child (self->pages), text);
}

/**
 * tb_monitor_view_export:
 * @self: the view
 * @path: a file whose name ends as the page that is shown wants it, such as .csv
 * @error: return location
 *
 * Writes what is shown.
 *
 * Returns: %FALSE with the reason when there is nothing, or when it cannot be written
 */
gboolean
tb_monitor_view_export (TbMonitorView *self, const char *path, GError **error)
{
  return get_visible (self)->export_to (gtk_stack_get_visible_child (self->pages), path, error);
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
  if (tb_monitor_view_get_page (self, page) == NULL)
    return FALSE;
  gtk_stack_set_visible_child_name (self->pages, page);
  return TRUE;
}
