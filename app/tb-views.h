/* tb-views: which views there are. One row each; the window, its switcher, search and export know them from here only. */
#pragma once

#include "tb-live-service.h"
#include "tb-playhead.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbView:
 * @name: as actions and commands call it
 * @title: as the switcher shows it, untranslated
 * @icon: for the switcher when it is narrow
 * @get_type: of its widget, which has a property `playhead`
 * @has_detail: whether it tells about what is selected itself, so that the inspector beside it is not shown unasked
 * @search: shows only what matches a text
 * @export: writes its picture to a file, by its ending
 * @set_live: (nullable): tells it of the live authority
 * @show_page: (nullable): turns to a page of it, by name
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *icon;
  GType (*get_type) (void);
  gboolean has_detail;
  void (*search) (GtkWidget *view, const char *text);
  gboolean (*export) (GtkWidget *view, const char *file, GError **error);
  void (*set_live) (GtkWidget *view, TbLiveService *live);
  void (*show_page) (GtkWidget *view, const char *page);
} TbView;

const TbView *tb_views_get  (guint view);
const TbView *tb_views_find (const char *name);

G_END_DECLS
