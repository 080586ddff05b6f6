/* tb-audit-page-private: parts of the page that live in files of their own: looking, the entry, the life, the proof, saving. */
#pragma once

#include "tb-audit-life.h"
#include "tb-audit-list.h"
#include "tb-audit-page.h"
#include "tb-audit-search.h"
#include "tb-audit-tree.h"
#include "tb-check-widgets.h"

G_BEGIN_DECLS

/* What a worker does for the page: one of each sort at a time. */
typedef enum { TB_AUDIT_LOOKING, TB_AUDIT_FOLLOWING, TB_AUDIT_PROVING, TB_AUDIT_SAVING, TB_AUDIT_N_JOBS } TbAuditJob;

struct _TbAuditPage
{
  GtkWidget parent_instance;

  TbPlayhead *playhead;                       /* owned */
  TbAuditTrail *trail;                        /* owned: of the present run, NULL before there is one */
  TbAuditSearch *search_for;                  /* owned: what the list is to show */
  TbAuditTree *tree;                          /* owned */
  TbAuditList *entries;                       /* owned */
  GCancellable *jobs[TB_AUDIT_N_JOBS];        /* owned: NULL for what is not under way */
  guint n_under_way;                          /* jobs whose end has not come, stopped ones too */
  guint again;                                /* source: looks again, since the time has moved */
  guint typing;                               /* source: searches when a person has stopped typing */
  guint64 position;                           /* what was looked at last: records */
  gint64 looked_us;                           /* and simulated time */
  guint n_entries;                            /* and entries in the log then, whether they are listed or not */
  guint chosen;                               /* number of the entry that is shown beside, 0 for none */
  gboolean is_choosing;                       /* the page itself moves the selection */
  guint64 kept_size;                          /* of the checkpoint that was remembered, 0 for none */
  TbHash kept_tree;
  gint64 kept_us;
  guint shown_size;                           /* of the proof that is shown, 0 for none */
  TbHash shown_tree;
  gint64 shown_us;
  char *signing_key;                          /* owned: file of the private key that was chosen last, NULL for none */

  /* template */
  GtkEditable *search;
  GtkDropDown *filter;
  GtkLabel *status;
  GtkSpinner *spinner;
  GtkStack *lists;
  GtkListView *list;
  GtkStack *side;
  GtkBox *entry;
  GtkBox *life;
  GtkBox *proof;
};

/* looking: tb-audit-page-look.c */
void tb_audit_page_look       (TbAuditPage *self);            /* now */
void tb_audit_page_follow     (TbAuditPage *self);            /* soon: the time has moved */
void tb_audit_page_choose     (TbAuditPage *self, guint number);
void tb_audit_page_follow_selection (TbAuditPage *self);

/* jobs: tb-audit-page-job.c */
void     tb_audit_page_begin  (TbAuditPage *self, TbAuditJob job, gpointer data, GDestroyNotify free_data, GTaskThreadFunc work, GAsyncReadyCallback done);
gboolean tb_audit_page_ended  (TbAuditPage *self, TbAuditJob job, GAsyncResult *result);    /* whether anybody still wants what came of it */
void     tb_audit_page_stop   (TbAuditPage *self, TbAuditJob job);

/* beside the list: tb-audit-page-entry.c, tb-audit-page-life.c, tb-audit-page-proof.c */
void tb_audit_page_show_entry (TbAuditPage *self);
void tb_audit_page_show_life  (TbAuditPage *self);
void tb_audit_page_show_proof (TbAuditPage *self);
void tb_audit_page_prove      (TbAuditPage *self);
void tb_audit_page_remember   (TbAuditPage *self);

/* saving: tb-audit-page-save.c */
void tb_audit_page_save       (TbAuditPage *self, const char *path);

/* signing: tb-audit-page-checkpoint.c */
void tb_audit_page_ask_for_key     (TbAuditPage *self);
void tb_audit_page_save_checkpoint (TbAuditPage *self, const char *key_path, const char *path);

/* widgets: tb-audit-widgets.c */
void       tb_audit_clear     (GtkBox *box);
GtkWidget *tb_audit_value     (const char *name, const char *value, gboolean is_copied);
GtkWidget *tb_audit_nothing   (const char *icon, const char *title, const char *text);
char      *tb_audit_shorten   (const char *hash);

G_END_DECLS
