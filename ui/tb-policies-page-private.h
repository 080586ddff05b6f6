/* tb-policies-page-private: what the files of the page of policies share. */
#pragma once

#include <adwaita.h>

#include "tb-chart.h"
#include "tb-even-row.h"
#include "tb-policies-page.h"
#include "tb-policy-case.h"

G_BEGIN_DECLS

#define TB_POLICIES_MAX_FIELDS 24

struct _TbPoliciesPage
{
  GtkWidget parent_instance;

  /* template */
  GtkStack *pages;
  GtkDropDown *groups;
  GtkGrid *editor;
  GtkGrid *circumstances;
  GtkLabel *complaint;
  GtkButton *apply;
  GtkButton *reset;
  GtkLabel *about;
  TbChart *valid;
  TbChart *asked;
  GtkGrid *figures;

  /* owned */
  TbPlayhead *playhead;
  TbPolicyCase policy_case;      /* whose group is borrowed, NULL for none */
  TbPolicyOutcome *outcomes[2];  /* what the run has, what if; NULL before there is one */
  gint *asking;                  /* owned reference: tells the thread to end, NULL for none */

  /* borrowed: children */
  GtkWidget *fields[TB_POLICIES_MAX_FIELDS];
  GtkLabel *owns[TB_POLICIES_MAX_FIELDS];
  GtkWidget *entries[TB_N_CIRCUMSTANCES + 1];

  guint64 position_read;         /* records in which changes of policies were looked for */
  gboolean is_filling;           /* what is shown is being told, not chosen by a person */
};

/* tb-policies-page-editor */
void tb_policies_page_make_editor   (TbPoliciesPage *self);
const char *tb_policies_page_get_wrong (TbPoliciesPage *self);
void tb_policies_page_fill_editor   (TbPoliciesPage *self);
void tb_policies_page_show_differences (TbPoliciesPage *self);

/* tb-policies-page-outcome */
void tb_policies_page_make_figures  (TbPoliciesPage *self);
void tb_policies_page_show_outcome  (TbPoliciesPage *self);

/* tb-policies-page */
void tb_policies_page_ask           (TbPoliciesPage *self);      /* something was changed */

G_END_DECLS
