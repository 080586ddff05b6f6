/* tb-requirement: what each provision asks of a fleet, as data: a question whose rows are what does not meet it, or rules of lint over the certificates in use. */
#pragma once

#include "tb-lint.h"
#include "tb-provision.h"
#include "tb-standard.h"

G_BEGIN_DECLS

typedef enum { TB_SEVERITY_NOTICE, TB_SEVERITY_WARNING, TB_SEVERITY_CRITICAL, TB_N_SEVERITIES } TbSeverity;

/**
 * TbRequirement:
 * @standard: whose
 * @clause: its number there, with what it is called: `provision 5.1-1`
 * @severity: how bad it is where it is not met; what it weighs in a score follows from it
 * @title: what is asked, in own words; to be translated, like the next two
 * @why: why that matters
 * @mend_text: how what does not meet it is mended
 * @mend: (nullable): the command that does so, with `{column}` in it; a row in which that column is NULL has none
 * @scope: SQL that counts whom it is asked of
 * @findings: (nullable): SQL whose rows do not meet it: `name` says who, `what` a word about it, others fill @mend. `:now_us` is the moment
 * @rules: (nullable): else: rules of lint whose code is this, or whose source begins so
 * @least: the least severity among those rules that counts
 */
typedef struct
{
  TbStandardId standard;
  const char *clause;
  TbSeverity severity;
  const char *title;
  const char *why;
  const char *mend_text;
  const char *mend;
  const char *scope;
  const char *findings;
  const char *rules;
  TbLintSeverity least;
} TbRequirement;

const TbRequirement *tb_requirement_get         (TbProvision provision);
char                *tb_requirement_dup_source  (const TbRequirement *requirement);   /* standard and clause, as one cites them */
const char          *tb_severity_to_code        (TbSeverity severity);
guint                tb_severity_get_weight     (TbSeverity severity);

G_END_DECLS
