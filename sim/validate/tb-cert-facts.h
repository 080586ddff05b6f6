/* tb-cert-facts: what the rules of path validation ask of one certificate, read once.
 *
 * Extensions are decoded and everything that can be said of a certificate by itself is judged when it is first met; the result stays with the
 * certificate, so that a path of known certificates is explained at the price of its comparisons. */
#pragma once

#include <openssl/x509v3.h>

#include "tb-certificate.h"
#include "tb-check.h"

G_BEGIN_DECLS

/**
 * TbCertFacts:
 * @ca: basic constraints say that it is an authority
 * @path_length: how many authorities may follow it, -1 for no limit
 * @key_usage: bits as in KU_DIGITAL_SIGNATURE, all of them when the extension is absent
 * @self_issued: issuer and subject are the same name
 * @self_signed: and it names no other key as its issuer's
 * @require_explicit: from policyConstraints, -1 when absent; likewise @inhibit_mapping
 * @inhibit_any: from inhibitAnyPolicy, -1 when absent
 * @key_bits: size of its public key
 * @anywhere: rows that hold wherever it stands
 * @below_anchor: further rows when it is no trust anchor
 * @as_anchor: further rows when it is one
 *
 * Never changes once it is there.
 */
typedef struct
{
  X509 *x509;
  const X509_NAME *subject;
  const X509_NAME *issuer;
  gboolean self_issued;
  gboolean self_signed;
  gint64 not_before_s;
  gint64 not_after_s;
  char not_before[32];
  char not_after[32];
  gboolean has_basic_constraints;
  gboolean ca;
  int path_length;
  gboolean has_key_usage;
  guint32 key_usage;
  EXTENDED_KEY_USAGE *extended_usage;
  GENERAL_NAMES *alternative_names;
  NAME_CONSTRAINTS *name_constraints;
  CERTIFICATEPOLICIES *policies;
  POLICY_MAPPINGS *mappings;
  int require_explicit;
  int inhibit_mapping;
  int inhibit_any;
  int key_bits;
  const char *signature_name;
  TbChecks *anywhere;
  TbChecks *below_anchor;
  TbChecks *as_anchor;
} TbCertFacts;

const TbCertFacts *tb_cert_facts_get          (TbCertificate *certificate);
guint              tb_cert_facts_defects      (const TbCertFacts *facts, gboolean is_anchor);
void               tb_cert_facts_add_rows     (const TbCertFacts *facts, gboolean is_anchor, int depth, TbChecks *checks);

void               tb_own_rules_judge         (TbCertFacts *facts);
void               tb_own_rules_judge_names   (TbCertFacts *facts);

G_END_DECLS
