/* tb-path-rules: what certificates of a path must be to each other: RFC 5280 section 6.1.3 (a) and 6.1.4 (k) to (n), from the trust anchor down. */
#include "tb-judging.h"

#include <glib/gi18n-lib.h>

static const TbCheckRule
  rule_trust = { "trust-anchor", N_("The path begins at a trust anchor"), "RFC 5280 section 6.1.1 (d)" },
  rule_signature = { "signature", N_("The issuer's key made the signature"), "RFC 5280 section 6.1.3 (a)(1)" },
  rule_validity = { "validity", N_("The time lies within the validity, both ends included"), "RFC 5280 sections 4.1.2.5 and 6.1.3 (a)(2)" },
  rule_chaining = { "name-chaining", N_("The issuer's name is the subject of the certificate above"), "RFC 5280 sections 6.1.3 (a)(4) and 7.1" },
  rule_key_id = { "key-identifier", N_("The identified key is that of the certificate above"), "RFC 5280 section 4.2.1.1" },
  rule_ca = { "basic-constraints", N_("Whoever issues is an authority"), "RFC 5280 sections 4.2.1.9 and 6.1.4 (k)" },
  rule_sign = { "key-usage-sign", N_("The key of an authority may sign certificates"), "RFC 5280 sections 4.2.1.3 and 6.1.4 (n)" },
  rule_length = { "path-length", N_("No more authorities follow than the path length allows"), "RFC 5280 sections 4.2.1.9 and 6.1.4 (l) and (m)" },
  rule_depth = { "max-depth", N_("The path is no longer than asked for"), "what was asked for; RFC 5280 section 6.2" };

static void
judge_validity (TbJudging *judging, guint i)
{
  const TbCertFacts *facts = judging->facts[i];
  gboolean early = judging->unix_s < facts->not_before_s, late = judging->unix_s > facts->not_after_s;

  tb_judging_add (judging, &rule_validity, i, !early && !late, early ? facts->not_before : facts->not_after, judging->at);
}

static void
judge_link (TbJudging *judging, guint i)
{
  const TbCertFacts *facts = judging->facts[i], *above = judging->facts[i + 1];
  /* OpenSSL asks itself the same of every link it makes. */
  int code = judging->openssl_good ? X509_V_OK : X509_check_issued (above->x509, facts->x509);
  gboolean named = judging->openssl_good || X509_NAME_cmp (facts->issuer, above->subject) == 0;
  gboolean other_key = code == X509_V_ERR_AKID_SKID_MISMATCH || code == X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH;

  tb_judging_add (judging, &rule_chaining, i, named, tb_certificate_get_subject (tb_judging_get (judging, i + 1)),
                  tb_certificate_get_issuer (tb_judging_get (judging, i)));
  tb_judging_add (judging, &rule_key_id, i, !other_key, "", other_key ? X509_verify_cert_error_string (code) : "");
  tb_judging_add (judging, &rule_signature, i, TRUE, tb_certificate_get_subject (tb_judging_get (judging, i + 1)), facts->signature_name);
}

static const char *
say_end (TbEnd end)
{
  static const char *const words[] = {
    [TB_END_NO_ISSUER] = "no certificate of its issuer",
    [TB_END_WRONG_KEY] = "a key that did not make its signature",
    [TB_END_SELF_SIGNED] = "self-signed and not a trust anchor",
    [TB_END_LOOP] = "only issuers that stand in the path already",
    [TB_END_LIMIT] = "the limit of the search",
  };

  return words[end];
}

static void
judge_end (TbJudging *judging)
{
  guint last = judging->n - 1;
  TbCertificate *certificate = tb_judging_get (judging, last);

  if (judging->end == TB_END_ANCHOR)
    tb_judging_add (judging, &rule_trust, last, TRUE, "", tb_certificate_get_subject (certificate));
  else
    tb_judging_add (judging, judging->end == TB_END_WRONG_KEY ? &rule_signature : &rule_trust, last, FALSE,
                    tb_certificate_get_issuer (certificate), say_end (judging->end));
}

/* A version 1 certificate cannot say that it is an authority's; the owner of a trust anchor knows it. */
static void
judge_authority (TbJudging *judging, guint i)
{
  const TbCertFacts *facts = judging->facts[i];
  gboolean known = tb_judging_is_anchor (judging, i) && X509_get_version (facts->x509) != 2;
  gboolean may_sign = (facts->key_usage & KU_KEY_CERT_SIGN) != 0;

  tb_judging_add (judging, &rule_ca, i, facts->ca || known, "cA", facts->ca ? "cA" : facts->has_basic_constraints ? "no cA" : "no basic constraints");
  tb_judging_add (judging, &rule_sign, i, may_sign, "keyCertSign", may_sign ? "" : "no keyCertSign");
}

/* How many authorities may follow below number @i and how many do; those that issued to themselves do not count. */
static void
judge_length (TbJudging *judging, guint i)
{
  int limit = judging->facts[i]->path_length, n = 0;
  char expected[32], found[32];

  for (guint k = 1; k < i; k++)
    n += !judging->facts[k]->self_issued;
  if (limit < 0)
    {
      tb_judging_add (judging, &rule_length, i, TRUE, "", "no limit");
      return;
    }
  g_snprintf (expected, sizeof expected, "at most %d", limit);
  g_snprintf (found, sizeof found, "%d", n);
  tb_checks_add (judging->checks, &rule_length, (int) i, n <= limit, expected, found);
}

static void
judge_depth (TbJudging *judging)
{
  int limit = judging->terms->max_intermediates, n = 0;
  char expected[32], found[32];

  if (limit < 0)
    return;
  for (guint i = 1; i + 1 < judging->n; i++)
    n += !judging->facts[i]->self_issued;
  g_snprintf (expected, sizeof expected, "at most %d", limit);
  g_snprintf (found, sizeof found, "%d", n);
  tb_checks_add (judging->checks, &rule_depth, -1, n <= limit, expected, found);
}

/* Rows about the path, from its beginning to the leaf. */
void
tb_path_rules_judge (TbJudging *judging)
{
  judge_end (judging);
  for (guint i = judging->n; i-- > 0;)
    {
      if (i + 1 < judging->n)
        judge_link (judging, i);
      judge_validity (judging, i);
      tb_cert_facts_add_rows (judging->facts[i], tb_judging_is_anchor (judging, i), (int) i, judging->checks);
      if (i == 0)
        continue;
      judge_authority (judging, i);
      judge_length (judging, i);
    }
  judge_depth (judging);
}
