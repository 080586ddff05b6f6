/* tb-certificate-profile: what certificates of one kind say and how long they live, as data.
 *
 * Read from data/authorities/NAME.profile (key files). Those that come with Trustbed are compiled in, so that the engine depends on no folder;
 * an authority may bring its own. What a profile asks for is checked here; how a certificate is made of it is in tb-issue. */
#pragma once

#include "tb-crypto.h"

#include <openssl/x509v3.h>

G_BEGIN_DECLS

/**
 * TbCertificateProfile:
 * @TB_PROFILE_DEVICE: client authentication only, as RFC 7925 section 4.4.2 has it
 * @TB_PROFILE_GATEWAY: client and server authentication
 * @TB_PROFILE_SERVICE: server authentication, with DNS names
 * @TB_PROFILE_DEVICE_REVOCABLE: a device that tells where to ask whether it was revoked
 * @TB_PROFILE_IDEVID: factory identity without an end
 * @TB_PROFILE_LDEVID: operational identity
 * @TB_PROFILE_AUTHORITY: an authority that issues to end entities only
 * @TB_PROFILE_INTERMEDIATE: an authority over authorities
 * @TB_PROFILE_ROOT: signed by itself
 * @TB_PROFILE_OCSP_RESPONDER: delegated to answer for its issuer
 * @TB_PROFILE_SERVICE_MUST_STAPLE: a service that has to staple an OCSP response (RFC 7633)
 * @TB_PROFILE_CODE_SIGNING: signs firmware
 *
 * The profiles that come with Trustbed.
 */
typedef enum
{
  TB_PROFILE_DEVICE,
  TB_PROFILE_GATEWAY,
  TB_PROFILE_SERVICE,
  TB_PROFILE_DEVICE_REVOCABLE,
  TB_PROFILE_IDEVID,
  TB_PROFILE_LDEVID,
  TB_PROFILE_AUTHORITY,
  TB_PROFILE_INTERMEDIATE,
  TB_PROFILE_ROOT,
  TB_PROFILE_OCSP_RESPONDER,
  TB_PROFILE_SERVICE_MUST_STAPLE,
  TB_PROFILE_CODE_SIGNING,
  TB_PROFILE_N
} TbCertificateProfile;

/**
 * TbNameKind:
 *
 * Kinds of subjectAltName, as bits.
 */
typedef enum
{
  TB_NAME_DNS = 1 << 0,
  TB_NAME_IP = 1 << 1,
  TB_NAME_URI = 1 << 2,
  TB_NAME_EMAIL = 1 << 3,
  TB_NAME_HARDWARE_MODULE = 1 << 4,
  TB_NAME_OTHER = 1 << 5,
} TbNameKind;

/**
 * TbIssueProfile:
 * @id: file name without ending, such as `device`
 * @title: such as "Device"
 * @source: the clauses it follows
 * @algorithms: codes of the keys that are certified: `P-256`, `P-384`, `P-521`, `RSA` (2048 to 4096 bits), `Ed25519`
 * @usage: key usage, OpenSSL's names with commas between
 * @extended_usage: (nullable): likewise, or OIDs; %NULL: any
 * @has_key_identifier: whether there is a subject key identifier
 * @copies_subject: whether all of the subject in a request is granted; else its common name alone
 * @alternative_names: bits of the #TbNameKind that are granted
 * @required_name: the #TbNameKind there has to be, 0 for none
 * @default_days: lifetime when nobody says; 0 when @not_after_us says it
 * @max_days: the longest lifetime; 0 for no limit
 * @not_after_us: fixed end, unix time; 0 for none
 * @may_outlive_issuer: whether it may be valid when its issuer's certificate is not
 * @is_authority: whether it may certify
 * @path_length: how many authorities may be below it, -1 for no limit
 * @name_constraints: (nullable): OpenSSL's text, such as `permitted;DNS:lab`
 * @policies: (nullable): OIDs with commas between
 * @crl_address: (nullable): URI of the CRL; `{issuer}` stands for the issuer's key identifier
 * @ocsp_address: (nullable): URI of the OCSP responder, likewise
 * @issuer_address: (nullable): URI of the issuer's certificate, likewise
 * @has_no_check: whether a responder's certificate needs no revocation check (RFC 6960 section 4.2.2.2.1)
 * @must_staple: whether a server has to staple an OCSP response (RFC 7633)
 */
typedef struct
{
  char *id;
  char *title;
  char *source;
  char **algorithms;
  char *usage;
  char *extended_usage;
  gboolean has_key_identifier;
  gboolean copies_subject;
  guint alternative_names;
  guint required_name;
  int default_days;
  int max_days;
  gint64 not_after_us;
  gboolean may_outlive_issuer;
  gboolean is_authority;
  int path_length;
  char *name_constraints;
  char *policies;
  char *crl_address;
  char *ocsp_address;
  char *issuer_address;
  gboolean has_no_check;
  gboolean must_staple;
} TbIssueProfile;

TbIssueProfile       *tb_issue_profile_load         (const char *path, GError **error);
TbIssueProfile       *tb_issue_profile_new_from_text (const char *id, const char *text, GError **error);
TbIssueProfile       *tb_issue_profile_new_builtin  (TbCertificateProfile profile);
void                  tb_issue_profile_free         (TbIssueProfile *profile);
const TbIssueProfile *tb_issue_profile_get_builtin  (TbCertificateProfile profile);
gboolean              tb_certificate_profile_from_code (const char *code, TbCertificateProfile *profile);
const char           *tb_certificate_profile_to_code (TbCertificateProfile profile);

gboolean              tb_issue_profile_check_key    (const TbIssueProfile *profile, EVP_PKEY *key, GError **error);
gboolean              tb_issue_profile_check_names  (const TbIssueProfile *profile, const GENERAL_NAMES *names, GError **error);
gboolean              tb_issue_profile_check_lifetime (const TbIssueProfile *profile, gint64 not_before_us, gint64 not_after_us, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbIssueProfile, tb_issue_profile_free)

G_END_DECLS
