/* tb-judging: one candidate path on its way through the rules. Each family of rules is a function that adds its rows. */
#pragma once

#include "tb-cert-facts.h"
#include "tb-validate.h"

G_BEGIN_DECLS

/**
 * TbEnd:
 *
 * How the last certificate of a path stands.
 */
typedef enum
{
  TB_END_ANCHOR,          /* it is a trust anchor */
  TB_END_NO_ISSUER,       /* no certificate at hand bears its issuer's name */
  TB_END_WRONG_KEY,       /* some do, but their keys did not make its signature */
  TB_END_SELF_SIGNED,     /* it is its own issuer and nobody trusts it */
  TB_END_LOOP,            /* its issuers stand in the path already */
  TB_END_LIMIT,           /* too much work to go on */
} TbEnd;

/**
 * TbJudging:
 * @path: (element-type TbCertificate): leaf first
 * @facts: one for each of @path
 * @end: how it ends
 * @openssl_good: OpenSSL has accepted this very path, names included; its signatures need not be verified again
 * @at: the time as text
 * @comparisons: how many names have been compared with constraints so far, on all paths
 * @checks: where rows go; texts of certificates and @at outlive it
 */
typedef struct
{
  TbCrypto *crypto;
  const TbValidateTerms *terms;
  GPtrArray *path;
  const TbCertFacts **facts;
  guint n;
  TbEnd end;
  gboolean openssl_good;
  gint64 unix_s;
  const char *at;
  guint *comparisons;
  TbChecks *checks;
} TbJudging;

void     tb_path_rules_judge       (TbJudging *judging);
void     tb_usage_rules_judge      (TbJudging *judging);
void     tb_name_rules_judge       (TbJudging *judging);
void     tb_name_constraints_judge (TbJudging *judging);
void     tb_policy_rules_judge     (TbJudging *judging);
gboolean tb_status_rules_judge     (TbJudging *judging, GError **error);

static inline gboolean
tb_judging_is_anchor (const TbJudging *judging, guint i)
{
  return judging->end == TB_END_ANCHOR && i == judging->n - 1;
}

static inline TbCertificate *
tb_judging_get (const TbJudging *judging, guint i)
{
  return g_ptr_array_index (judging->path, i);
}

/* For texts that live as long as the certificates of the path. */
static inline void
tb_judging_add (TbJudging *judging, const TbCheckRule *rule, guint i, gboolean ok, const char *expected, const char *found)
{
  tb_checks_add_static (judging->checks, rule, (int) i, ok, expected, found);
}

G_END_DECLS
