/* tb-requirement: see the header. The table is in tb-requirement-table. */
#include "tb-requirement-private.h"

static const struct { const char *code; guint weight; } severities[TB_N_SEVERITIES] = {
  [TB_SEVERITY_NOTICE] = { "notice", 1 }, [TB_SEVERITY_WARNING] = { "warning", 2 }, [TB_SEVERITY_CRITICAL] = { "critical", 4 },
};

/**
 * tb_severity_to_code:
 * @severity: a severity
 *
 * Returns: its word
 */
const char *
tb_severity_to_code (TbSeverity severity)
{
  return severities[severity].code;
}

/**
 * tb_severity_get_weight:
 * @severity: a severity
 *
 * Returns: what a provision of that severity weighs in a score
 */
guint
tb_severity_get_weight (TbSeverity severity)
{
  return severities[severity].weight;
}

/**
 * tb_requirement_get:
 * @provision: which
 *
 * Returns: (transfer none): what it asks
 */
const TbRequirement *
tb_requirement_get (TbProvision provision)
{
  return &tb_requirements[provision];
}

/**
 * tb_requirement_dup_source:
 * @requirement: what a provision asks
 *
 * Returns: (transfer full): standard and clause. Where a clause begins with its document, as those of RFCs do, that is enough.
 */
char *
tb_requirement_dup_source (const TbRequirement *requirement)
{
  if (requirement->standard == TB_STANDARD_RFC)
    return g_strdup (requirement->clause);
  return g_strdup_printf ("%s %s", tb_standard_get (requirement->standard)->name, requirement->clause);
}
