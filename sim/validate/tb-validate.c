/* tb-validate: see the header.
 *
 * OpenSSL is asked first, of everything. Where it accepts, the rules are laid over its path without verifying signatures again. Where either refuses,
 * every other path is tried; the first that both accept counts, else the most promising one that failed is explained. */
#include "tb-validate.h"

#include <string.h>
#include <time.h>

#include <glib/gi18n-lib.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "tb-candidate.h"
#include "tb-explain.h"
#include "tb-opinion.h"

#define MAX_PATHS 200
#define MAX_PATH  128
#define MAX_FOR_OPENSSL 2000     /* certificates; beyond, and with larger keys, only the bounded search is made */
#define MAX_KEY_BITS    8192

static const TbCheckRule
  rule_openssl = { "openssl", N_("OpenSSL accepts the very same path"), "X509_verify_cert of OpenSSL" },
  rule_limit = { "search-limit", N_("All candidate paths were tried"), "a limit against overload" };

struct _TbValidation
{
  GPtrArray *chain;
  TbChecks *checks;
  const char *reason;
  char *explanation;
  guint n_paths;
  gboolean valid;
  gboolean openssl_valid;
  char at[40];
};

/* A search for the path that counts. */
typedef struct
{
  TbCrypto *crypto;
  const TbValidateTerms *terms;
  TbValidation *validation;
  TbEnd end;                     /* of the path kept so far, like the following */
  guint score;
  int openssl_code;
  gboolean openssl_asked;
  guint comparisons;
  GError *error;
} Flow;

/**
 * tb_validation_free:
 * @validation: (transfer full): a validation
 */
void
tb_validation_free (TbValidation *validation)
{
  g_clear_pointer (&validation->checks, tb_checks_free);
  g_clear_pointer (&validation->chain, g_ptr_array_unref);
  g_free (validation->explanation);
  g_free (validation);
}

static gint64
floor_seconds (gint64 unix_us)
{
  return unix_us / G_USEC_PER_SEC - (unix_us % G_USEC_PER_SEC < 0 ? 1 : 0);
}

/* RFC 3339, with a fraction only when there is one. */
static void
write_moment (gint64 unix_us, char *text, gsize n)
{
  time_t seconds = (time_t) floor_seconds (unix_us);
  gint64 fraction = unix_us - floor_seconds (unix_us) * G_USEC_PER_SEC;
  struct tm moment;
  gsize written = gmtime_r (&seconds, &moment) != NULL ? strftime (text, n, "%Y-%m-%dT%H:%M:%S", &moment) : 0;

  if (fraction != 0)
    written += (gsize) g_snprintf (text + written, n - written, ".%06" G_GINT64_FORMAT, fraction);
  g_strlcpy (text + written, "Z", n - written);
}

/* --- one path --- */

static gboolean
judge_rules (TbJudging *judging, GError **error)
{
  tb_path_rules_judge (judging);
  tb_usage_rules_judge (judging);
  tb_name_rules_judge (judging);
  tb_name_constraints_judge (judging);
  tb_policy_rules_judge (judging);
  return judging->end != TB_END_ANCHOR || tb_checks_first_failure (judging->checks) != NULL || tb_status_rules_judge (judging, error);
}

static gboolean
has_lists (const TbValidateTerms *terms)
{
  return terms->evidence.crls != NULL && terms->evidence.crls->len > 0;
}

/* What OpenSSL thinks of a path of which the rules think @failure. */
static gboolean
add_opinion (Flow *flow, GPtrArray *path, TbChecks *checks, const TbCheck *failure, int *code)
{
  g_auto (TbOpinion) opinion = { 0 };
  g_autofree char *found = NULL;

  if (!tb_opinion_of_path (flow->crypto, path, has_lists (flow->terms), flow->terms, &opinion, &flow->error))
    return FALSE;
  *code = opinion.code;
  if (opinion.good && failure != NULL)
    found = g_strdup_printf ("OpenSSL accepts, %s forbids; the stricter counts", failure->rule->source);
  else if (!opinion.good && failure == NULL)
    found = g_strdup_printf ("OpenSSL refuses (%s), RFC 5280 accepts; OpenSSL counts", X509_verify_cert_error_string (opinion.code));
  else
    found = g_strdup (opinion.good ? "accepted" : X509_verify_cert_error_string (opinion.code));
  tb_checks_add (checks, &rule_openssl, opinion.good ? -1 : opinion.depth, opinion.good, "accepted", found);
  return TRUE;
}

static guint
count_failures (const TbChecks *checks)
{
  guint n = 0;

  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    n += !tb_checks_get (checks, i)->ok;
  return n;
}

/* The less is wrong the better; paths that end nowhere are worse than those with an anchor, short ones most. */
static guint
score_path (const TbChecks *checks, guint n, TbEnd end)
{
  guint failures = tb_checks_first_failure (checks) != NULL ? count_failures (checks) : 0;

  return end == TB_END_ANCHOR ? failures : 1000000 - 1000 * MIN (n, 900) + failures;
}

static void
keep (Flow *flow, GPtrArray *path, TbEnd end, TbChecks *checks, guint score)
{
  TbValidation *validation = flow->validation;

  flow->end = end;
  flow->score = score;
  g_clear_pointer (&validation->chain, g_ptr_array_unref);
  g_clear_pointer (&validation->checks, tb_checks_free);
  validation->checks = checks;
  validation->chain = g_ptr_array_new_full (path->len, (GDestroyNotify) tb_certificate_unref);
  for (guint i = 0; i < path->len; i++)
    g_ptr_array_add (validation->chain, tb_certificate_ref (g_ptr_array_index (path, i)));
}

/* Judges one path and keeps it when it is better than what was found before. Returns whether it is valid; sets the flow's error when it cannot tell. */
static gboolean
judge_path (Flow *flow, GPtrArray *path, TbEnd end, gboolean openssl_good)
{
  const TbCertFacts *facts[MAX_PATH];
  g_autoptr (TbChecks) checks = tb_checks_new ();
  TbJudging judging = { flow->crypto, flow->terms, path, facts, path->len, end, openssl_good, floor_seconds (flow->terms->unix_us),
                        flow->validation->at, &flow->comparisons, checks };
  int code = X509_V_OK;
  gboolean asked = FALSE;
  guint score;

  for (guint i = 0; i < path->len; i++)
    facts[i] = tb_cert_facts_get (g_ptr_array_index (path, i));
  flow->validation->n_paths++;
  if (!judge_rules (&judging, &flow->error))
    return FALSE;
  if (end == TB_END_ANCHOR && tb_checks_first_failure (checks) == NULL)
    {
      asked = TRUE;
      if (openssl_good && !has_lists (flow->terms))
        tb_checks_add_static (checks, &rule_openssl, -1, TRUE, "accepted", "accepted");
      else if (!add_opinion (flow, path, checks, NULL, &code))
        return FALSE;
    }
  score = score_path (checks, path->len, end);
  if (flow->validation->chain != NULL && score >= flow->score)
    return FALSE;
  flow->openssl_asked = asked;
  flow->openssl_code = code;
  keep (flow, path, end, g_steal_pointer (&checks), score);
  return score == 0;
}

/* --- all paths --- */

/* Whether OpenSSL's own search is bounded well enough by itself. */
static gboolean
is_fit_for_openssl (const TbValidateTerms *terms)
{
  guint n = terms->untrusted != NULL ? terms->untrusted->len : 0;

  for (guint i = 0; i < n && n <= MAX_FOR_OPENSSL; i++)
    {
      EVP_PKEY *key = X509_get0_pubkey (tb_certificate_get_x509 (g_ptr_array_index (terms->untrusted, i)));

      if (key != NULL && EVP_PKEY_get_bits (key) > MAX_KEY_BITS)
        return FALSE;
    }
  return n <= MAX_FOR_OPENSSL;
}

static gboolean
try_openssl (Flow *flow, TbCertificate *leaf)
{
  g_auto (TbOpinion) opinion = { 0 };

  if (!is_fit_for_openssl (flow->terms) || !tb_opinion_of_all (flow->crypto, leaf, flow->terms, &opinion, &flow->error))
    return FALSE;
  flow->validation->openssl_valid = opinion.good;
  return opinion.good && opinion.chain->len <= MAX_PATH && judge_path (flow, opinion.chain, TB_END_ANCHOR, TRUE);
}

static gboolean
try_path (GPtrArray *path, TbEnd end, gpointer data)
{
  Flow *flow = data;

  if (judge_path (flow, path, end, FALSE))
    {
      flow->validation->valid = TRUE;
      return FALSE;
    }
  return flow->error == NULL && flow->validation->n_paths < MAX_PATHS;
}

/* The verdict on the best path that failed. A path that ends nowhere says little when not all were tried. */
static void
explain_failure (Flow *flow, gboolean limited)
{
  TbValidation *validation = flow->validation;
  const TbCheck *failure = tb_checks_first_failure (validation->checks);
  TbCheck first = *failure;
  TbEnd end = limited && flow->end != TB_END_ANCHOR ? TB_END_LIMIT : flow->end;

  if (flow->end == TB_END_ANCHOR && !flow->openssl_asked && !add_opinion (flow, validation->chain, validation->checks, &first, &flow->openssl_code))
    return;
  /* OpenSSL was first asked without the lists. */
  if (has_lists (flow->terms) && flow->openssl_code != X509_V_OK)
    validation->openssl_valid = FALSE;
  validation->reason = tb_explain_reason (&first, end, flow->openssl_code);
  validation->explanation = tb_explain_sentence (&first, end, validation->chain);
}

static void
search (Flow *flow, TbCertificate *leaf)
{
  TbValidation *validation = flow->validation;
  gboolean limited = tb_candidate_search (leaf, flow->terms, try_path, flow);

  if (validation->valid || flow->error != NULL)
    return;
  limited |= validation->n_paths >= MAX_PATHS;
  explain_failure (flow, limited);
  if (limited)
    tb_checks_add_static (validation->checks, &rule_limit, -1, FALSE, "all", "the limit was reached");
}

/* --- what is asked --- */

static gboolean
check_terms (const TbValidateTerms *terms, GError **error)
{
  if (terms->host != NULL && (*terms->host == '\0' || *terms->host == '.' || *terms->host == '*'))
    g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED, "\"%.80s\" is not the DNS name of a host", terms->host);
  else if (terms->email != NULL && strchr (terms->email, '@') == NULL)
    g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED, "\"%.80s\" is not a mailbox", terms->email);
  else
    return TRUE;
  return FALSE;
}

/**
 * tb_validate:
 * @crypto: the context to verify in
 * @leaf: the certificate in question
 * @terms: what is asked
 * @error: return location
 *
 * Validates @leaf (RFC 5280 section 6). The work is bounded whatever the certificates are; where the limit was reached the verdict says so.
 *
 * Returns: (transfer full) (nullable): the verdict, be it good or bad; %NULL with %TB_CRYPTO_ERROR_MALFORMED when what is asked makes no sense,
 *   with %TB_CRYPTO_ERROR_FAILED when OpenSSL could not be asked
 */
TbValidation *
tb_validate (TbCrypto *crypto, TbCertificate *leaf, const TbValidateTerms *terms, GError **error)
{
  g_autoptr (TbValidation) validation = NULL;
  Flow flow = { crypto, terms };

  if (!check_terms (terms, error))
    return NULL;
  validation = g_new0 (TbValidation, 1);
  validation->reason = "";
  write_moment (terms->unix_us, validation->at, sizeof validation->at);
  flow.validation = validation;
  validation->valid = try_openssl (&flow, leaf);
  if (!validation->valid && flow.error == NULL)
    search (&flow, leaf);
  if (validation->valid)
    validation->explanation = tb_explain_good (validation->chain);
  ERR_clear_error ();
  if (flow.error != NULL)
    {
      g_propagate_error (error, flow.error);
      return NULL;
    }
  return g_steal_pointer (&validation);
}

/* --- the verdict --- */

/**
 * tb_validation_is_valid:
 * @validation: a validation
 *
 * Returns: whether there is a path that both OpenSSL and the rules accept
 */
gboolean
tb_validation_is_valid (const TbValidation *validation)
{
  return validation->valid;
}

/**
 * tb_validation_get_reason:
 * @validation: a validation
 *
 * Returns: (transfer none): a code, "" when valid
 */
const char *
tb_validation_get_reason (const TbValidation *validation)
{
  return validation->reason;
}

/**
 * tb_validation_get_explanation:
 * @validation: a validation
 *
 * Returns: (transfer none): a translated sentence: what holds, or what would have to be different
 */
const char *
tb_validation_get_explanation (const TbValidation *validation)
{
  return validation->explanation;
}

/**
 * tb_validation_get_chain:
 * @validation: a validation
 *
 * Returns: (transfer none) (element-type TbCertificate): the path that counts, leaf first
 */
GPtrArray *
tb_validation_get_chain (const TbValidation *validation)
{
  return validation->chain;
}

/**
 * tb_validation_get_checks:
 * @validation: a validation
 *
 * Returns: (transfer none): every check of the path that counts, in order
 */
const TbChecks *
tb_validation_get_checks (const TbValidation *validation)
{
  return validation->checks;
}

/**
 * tb_validation_get_n_paths:
 * @validation: a validation
 *
 * Returns: how many candidate paths were judged
 */
guint
tb_validation_get_n_paths (const TbValidation *validation)
{
  return validation->n_paths;
}

/**
 * tb_validation_get_openssl_valid:
 * @validation: a validation
 *
 * Returns: whether OpenSSL alone, given everything, finds a path it accepts
 */
gboolean
tb_validation_get_openssl_valid (const TbValidation *validation)
{
  return validation->openssl_valid;
}
