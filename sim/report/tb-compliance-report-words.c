/* tb-compliance-report-words: the words and signs of how somebody stands, in one place. */
#include "tb-compliance-report-private.h"

#include <glib/gi18n-lib.h>

static const struct { const char *word; TbMark mark; } standings[TB_N_STANDINGS] = {
  [TB_STANDING_MET] = { N_("met"), TB_MARK_MET }, [TB_STANDING_OPEN] = { N_("not met"), TB_MARK_OPEN },
  [TB_STANDING_WAIVED] = { N_("waived"), TB_MARK_WAIVED }, [TB_STANDING_UNASKED] = { N_("asked of nobody"), TB_MARK_UNASKED },
};

static const struct { const char *word; TbMark mark; } severities[TB_N_SEVERITIES] = {
  [TB_SEVERITY_NOTICE] = { N_("notice"), TB_MARK_NOTICE }, [TB_SEVERITY_WARNING] = { N_("warning"), TB_MARK_WARNING }, [TB_SEVERITY_CRITICAL] = { N_("critical"), TB_MARK_CRITICAL },
};

/* It is waived when everybody who does not meet it is let off. */
TbStanding
tb_standing_of (const TbReviewRow *row)
{
  if (row->n_scope == 0)
    return TB_STANDING_UNASKED;
  if (row->n_open > 0)
    return TB_STANDING_OPEN;
  return row->n_waived > 0 ? TB_STANDING_WAIVED : TB_STANDING_MET;
}

const char *
tb_standing_get_word (TbStanding standing)
{
  return _(standings[standing].word);
}

TbMark
tb_standing_get_mark (TbStanding standing)
{
  return standings[standing].mark;
}

const char *
tb_severity_get_word (TbSeverity severity)
{
  return _(severities[severity].word);
}

TbMark
tb_severity_get_mark (TbSeverity severity)
{
  return severities[severity].mark;
}

char *
tb_score_to_text (double score)
{
  return score < 0 ? g_strdup ("–") : g_strdup_printf ("%.1f", score);
}

gboolean
tb_compliance_making_includes (const TbComplianceMaking *making, TbProvision provision)
{
  return making->standard == TB_N_STANDARDS || tb_requirement_get (provision)->standard == making->standard;
}

const TbScore *
tb_compliance_making_get_score (const TbComplianceMaking *making)
{
  return making->standard == TB_N_STANDARDS ? &making->review->overall : &making->review->scores[making->standard];
}
