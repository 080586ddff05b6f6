/* tb-policy-rules: RFC 5280 sections 6.1.3 (d) to (f), 6.1.4 (a), (b), (h) to (j), 6.1.5 (a), (b) and (g), as RFC 9618 has them. */
#include "tb-judging.h"

#include <glib/gi18n-lib.h>

#include "tb-policy-graph.h"

static const TbCheckRule
  rule_policy = { "policy", N_("A policy is valid for the whole path where one is required"), "RFC 5280 sections 6.1.3 (f) and 6.1.5 (g), RFC 9618" },
  rule_mapping = { "policy-mapping", N_("anyPolicy is not mapped"), "RFC 5280 section 6.1.4 (a)" };

/* The state variables of section 6.1.2; a counter at 0 is in force. */
typedef struct
{
  TbPolicyGraph *graph;
  guint explicit_policy;
  guint mapping;
  guint any;
} State;

static void
limit (guint *counter, int to)
{
  if (to >= 0 && (guint) to < *counter)
    *counter = (guint) to;
}

static void
count_down (guint *counter)
{
  *counter -= *counter > 0;
}

static gboolean
maps_any (const POLICY_MAPPINGS *mappings)
{
  for (int i = 0; i < sk_POLICY_MAPPING_num (mappings); i++)
    {
      const POLICY_MAPPING *mapping = sk_POLICY_MAPPING_value (mappings, i);

      if (OBJ_obj2nid (mapping->issuerDomainPolicy) == NID_any_policy || OBJ_obj2nid (mapping->subjectDomainPolicy) == NID_any_policy)
        return TRUE;
    }
  return FALSE;
}

/* Section 6.1.3 (d) and (e). */
static void
process (State *state, const TbCertFacts *facts, gboolean is_leaf)
{
  if (facts->policies != NULL)
    tb_policy_graph_descend (state->graph, facts->policies, state->any > 0 || (!is_leaf && facts->self_issued));
  else
    tb_policy_graph_clear (state->graph);
}

/* Section 6.1.4. */
static void
prepare_next (State *state, const TbCertFacts *facts)
{
  if (facts->mappings != NULL)
    tb_policy_graph_map (state->graph, facts->mappings, state->mapping > 0);
  if (!facts->self_issued)
    {
      count_down (&state->explicit_policy);
      count_down (&state->mapping);
      count_down (&state->any);
    }
  limit (&state->explicit_policy, facts->require_explicit);
  limit (&state->mapping, facts->inhibit_mapping);
  limit (&state->any, facts->inhibit_any);
}

static gboolean
says_anything (const TbCertFacts *facts)
{
  return facts->policies != NULL || facts->mappings != NULL || facts->require_explicit >= 0;
}

static gboolean
is_asked (const TbJudging *judging)
{
  const TbValidateTerms *terms = judging->terms;

  for (guint i = 0; i < judging->n; i++)
    if (says_anything (judging->facts[i]))
      return TRUE;
  return terms->explicit_policy || terms->policies != NULL;
}

static void
judge_wrap_up (TbJudging *judging, State *state)
{
  const TbCertFacts *leaf = judging->facts[0];
  g_autofree char *wanted = judging->terms->policies != NULL ? g_strjoinv (" or ", (char **) judging->terms->policies) : NULL;
  g_autofree char *found = tb_policy_graph_to_text (state->graph);
  gboolean meets = tb_policy_graph_meets (state->graph, judging->terms->policies);

  count_down (&state->explicit_policy);
  if (leaf->require_explicit == 0)
    state->explicit_policy = 0;
  tb_checks_add (judging->checks, &rule_policy, 0, meets || state->explicit_policy > 0,
                 state->explicit_policy > 0 ? "not required" : wanted != NULL ? wanted : "any policy", found);
}

/* From the certificate below the anchor to the leaf; the anchor's own policies are not part of the path. */
static void
walk (TbJudging *judging, State *state)
{
  for (guint i = judging->n - 1; i-- > 0;)
    {
      const TbCertFacts *facts = judging->facts[i];

      process (state, facts, i == 0);
      if (tb_policy_graph_is_null (state->graph) && state->explicit_policy == 0)
        {
          tb_judging_add (judging, &rule_policy, i, FALSE, "a valid policy", "none");
          return;
        }
      if (facts->mappings != NULL)
        tb_judging_add (judging, &rule_mapping, i, !maps_any (facts->mappings), "", maps_any (facts->mappings) ? "anyPolicy is mapped" : "");
      if (i > 0)
        prepare_next (state, facts);
    }
  judge_wrap_up (judging, state);
}

/* Rows about policies. */
void
tb_policy_rules_judge (TbJudging *judging)
{
  const TbValidateTerms *terms = judging->terms;
  guint length = judging->n;            /* one more than the certificates below the anchor, as (b) to (d) of section 6.1.2 want it */
  State state = { NULL, terms->explicit_policy ? 0 : length, terms->inhibit_policy_mapping ? 0 : length, terms->inhibit_any_policy ? 0 : length };

  if (judging->end != TB_END_ANCHOR || judging->n < 2)
    return;
  if (!is_asked (judging))
    {
      tb_judging_add (judging, &rule_policy, 0, TRUE, "not required", "none");
      return;
    }
  state.graph = tb_policy_graph_new ();
  walk (judging, &state);
  tb_policy_graph_free (state.graph);
}
