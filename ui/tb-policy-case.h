/* tb-policy-case: two policies for one group of devices, under the same circumstances: what the run has, and what if. Plain data, no widget. */
#pragma once

#include "tb-fold.h"
#include "tb-policy-model.h"

G_BEGIN_DECLS

/**
 * TbCircumstance: what is asked beside the policy
 * @TB_CIRCUMSTANCE_SPAN: for how long the calendar is played
 * @TB_CIRCUMSTANCE_DOWN: for how long the authority is down, after a third of that
 * @TB_CIRCUMSTANCE_SLEEP: for how long devices sleep, again and again
 * @TB_CIRCUMSTANCE_WAKE: and are awake in between
 */
typedef enum { TB_CIRCUMSTANCE_SPAN, TB_CIRCUMSTANCE_DOWN, TB_CIRCUMSTANCE_SLEEP, TB_CIRCUMSTANCE_WAKE, TB_N_CIRCUMSTANCES } TbCircumstance;

/**
 * TbPolicyCase:
 * @group: whose policy, or %NULL
 * @own: what the run has
 * @other: what if
 * @times_us: by #TbCircumstance
 * @serves: requests the authority answers in an hour, 0 for as many as come
 * @seed: of all chance
 */
typedef struct
{
  const TbGroup *group;
  TbEnrolPolicy own;
  TbEnrolPolicy other;
  gint64 times_us[TB_N_CIRCUMSTANCES];
  guint64 serves;
  guint64 seed;
} TbPolicyCase;

#define TB_POLICY_CASE_DEVICES 1000   /* of a larger group so many are modelled */

void        tb_policy_case_read          (TbFold *fold, const TbGroup *group, TbEnrolPolicy *policy);
void        tb_policy_case_init          (TbPolicyCase *self, const TbGroup *group, const TbEnrolPolicy *own, guint64 seed);
gboolean    tb_policy_case_make_terms    (const TbPolicyCase *self, gboolean is_other, TbPolicyTerms *terms, GError **error);
char       *tb_policy_case_dup_command   (const TbPolicyCase *self);
const char *tb_circumstance_get_title    (TbCircumstance circumstance);
const char *tb_circumstance_get_why      (TbCircumstance circumstance);
char       *tb_policy_word               (const char *key, const char *word);
char       *tb_policy_format             (const TbEnrolPolicy *policy, guint field);

G_END_DECLS
