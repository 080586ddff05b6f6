/* path-fixture: certificates of any shape, from a few words, the same in every test. */
#pragma once

#include "pki-fixture.h"
#include "tb-validate.h"

/**
 * PathSpec:
 * @subject: common name, "" for an empty name
 * @issuer: common name of the issuer; the subject itself when NULL
 * @key: name of the subject's key; @subject when NULL
 * @issuer_key: name of the key that signs; @issuer when NULL
 * @extensions: lines "name=value" as in openssl.cnf, besides the key identifiers; NULL for those of an authority
 * @not_before_us: 0 for a month before START_US
 * @not_after_us: 0 for a year after it
 * @serial: 0 for 1
 * @bare: without key identifiers
 */
typedef struct
{
  const char *subject;
  const char *issuer;
  const char *key;
  const char *issuer_key;
  const char *extensions;
  gint64 not_before_us;
  gint64 not_after_us;
  gint64 serial;
  gboolean bare;
} PathSpec;

#define AUTHORITY_EXTENSIONS "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign"
#define LEAF_EXTENSIONS "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n" \
                        "subjectAltName=DNS:lock.house"

typedef struct
{
  GPtrArray *anchors;
  GPtrArray *untrusted;
  TbCertificate *leaf;
  TbValidateTerms terms;
} PathCase;

TbCertificate *path_make        (const PathSpec *spec);
void           path_case_init   (PathCase *c, const PathSpec *leaf);
void           path_case_clear  (PathCase *c);
void           path_trust       (PathCase *c, const PathSpec *spec);
void           path_pass_along  (PathCase *c, const PathSpec *spec);
TbValidation  *path_validate    (PathCase *c);
void           path_assert      (PathCase *c, const char *reason);             /* "" for valid */
void           path_assert_rule (PathCase *c, const char *reason, const char *code);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PathCase, path_case_clear)
