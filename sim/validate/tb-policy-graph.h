/* tb-policy-graph: the valid policies of a path as RFC 9618 computes them: a graph whose size grows with the certificates, where the tree of RFC 5280
 * section 6.1 grew with the number of paths through their mappings. */
#pragma once

#include <openssl/x509v3.h>

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TbPolicyGraph TbPolicyGraph;

TbPolicyGraph *tb_policy_graph_new     (void);
void           tb_policy_graph_free    (TbPolicyGraph *graph);
void           tb_policy_graph_descend (TbPolicyGraph *graph, const CERTIFICATEPOLICIES *policies, gboolean any_counts);
void           tb_policy_graph_map     (TbPolicyGraph *graph, const POLICY_MAPPINGS *mappings, gboolean mapping_allowed);
void           tb_policy_graph_clear   (TbPolicyGraph *graph);
gboolean       tb_policy_graph_is_null (const TbPolicyGraph *graph);
gboolean       tb_policy_graph_meets   (const TbPolicyGraph *graph, const char *const *wanted);
char          *tb_policy_graph_to_text (const TbPolicyGraph *graph);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPolicyGraph, tb_policy_graph_free)

G_END_DECLS
