/* tb-live-page-private: what the files of the page of the live authority share. */
#pragma once

#include <adwaita.h>

#include "tb-live-page.h"

G_BEGIN_DECLS

struct _TbLivePage
{
  GtkWidget parent_instance;

  /* template */
  GtkStack *requests_stack;
  GtkScrolledWindow *requests_window;
  AdwStatusPage *no_requests;
  GtkColumnView *requests;
  GtkLabel *n_requests;
  GtkStack *certificates_stack;
  GtkColumnView *certificates;
  GtkLabel *n_certificates;
  GtkMenuButton *revoke;
  GtkLabel *problem;
  AdwActionRow *authority_row;
  GtkSpinner *authority_spinner;
  GtkSwitch *authority;
  AdwActionRow *broker_row;
  GtkSpinner *broker_spinner;
  GtkSwitch *broker;
  AdwActionRow *folder_row;
  AdwActionRow *port_row;
  GtkSpinButton *port;
  AdwEntryRow *name;
  AdwActionRow *secret_row;
  GtkListBox *lines;

  /* owned */
  TbLiveService *service;
  GtkSingleSelection *chosen;        /* among the certificates */
  GtkSingleSelection *read;          /* among the requests, so that keys go from row to row */
  char *secret;                      /* NULL before one was made, and when it may be used up */
  char *secret_name;                 /* whose */

  guint scrolling;                   /* to the newest, 0 when nothing came */
  gboolean is_filling;               /* what is shown is being told, not chosen by a person */
};

/* tb-live-page-lines */
void tb_live_page_make_lines    (TbLivePage *self);
void tb_live_page_update_lines  (TbLivePage *self);
void tb_live_page_forget_secret (TbLivePage *self);
void tb_live_page_install_lines (GtkWidgetClass *widget_class);
void tb_live_page_copy          (TbLivePage *self, const char *text);

G_END_DECLS
