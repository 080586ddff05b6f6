/* tb-ca: an authority on disk, for live work: a folder with certificates, keys in a key store, an index and an audit log.
 *
 * The index (SQLite) survives any crash. A serial number is reserved, with all that will be signed and a line of the audit log, before anything
 * is signed, and a certificate is stored before it is handed out: none is ever issued twice or lost. Who may do what is decided by roles; the
 * caller says who acts and what time it is. Not for use from several threads at once; several processes may work in one folder. */
#pragma once

#include "tb-authority.h"
#include "tb-issue.h"
#include "tb-key-store.h"

G_BEGIN_DECLS

typedef struct _TbCa TbCa;
typedef struct _TbCaPending TbCaPending;

/**
 * TbCaActor:
 * @who: the name of a person or program
 * @unix_us: when, unix time in microseconds
 *
 * Who acts, and when.
 */
typedef struct
{
  const char *who;
  gint64 unix_us;
} TbCaActor;

/**
 * TbCaSetup:
 * @algorithm: of all keys made
 * @subject: of the root, RFC 4514
 * @n_issuing: how many issuing authorities there are below it, 0 to 99
 * @key_store: (nullable): address of the key store; %NULL: files in the folder
 * @pin: (nullable): of the key store
 * @crl_address: (nullable): where lists are published, put into certificates whose profile has such an address
 * @ocsp_address: (nullable): likewise for OCSP
 */
typedef struct
{
  TbKeyAlgorithm algorithm;
  const char *subject;
  guint n_issuing;
  const char *key_store;
  const char *pin;
  const char *crl_address;
  const char *ocsp_address;
} TbCaSetup;

/**
 * TbCaAuthority:
 * @id: in the index
 * @name: short and unique: `root`, `issuing-1`
 * @parent: name of who certified it here, "" for nobody
 * @certificate: its certificate
 * @key_label: (nullable): of its key in the key store; %NULL: only the certificate is here
 */
typedef struct
{
  gint64 id;
  char *name;
  char *parent;
  TbCertificate *certificate;
  char *key_label;
} TbCaAuthority;

gboolean       tb_ca_init            (const char *directory, const TbCaSetup *setup, const TbCaActor *actor, GError **error);
TbCa          *tb_ca_open            (const char *directory, const char *pin, GError **error);
void           tb_ca_close           (TbCa *ca);
const char    *tb_ca_get_directory   (TbCa *ca);
const char    *tb_ca_get_id          (TbCa *ca);
TbCrypto      *tb_ca_get_crypto      (TbCa *ca);

/* Authorities in the folder. */
GPtrArray           *tb_ca_get_authorities  (TbCa *ca);                                     /* of TbCaAuthority */
const TbCaAuthority *tb_ca_find_authority   (TbCa *ca, const char *name, GError **error);
const TbCaAuthority *tb_ca_get_issuing      (TbCa *ca, gboolean of_authorities, GError **error);
GPtrArray           *tb_ca_get_chain        (TbCa *ca, const TbCaAuthority *authority, gboolean with_root);     /* of TbCertificate, nearest first */
gboolean             tb_ca_add_authority    (TbCa *ca, const char *name, const char *parent, const char *subject, TbKeyAlgorithm algorithm,
                                             const TbIssueProfile *profile, int days, const TbCaActor *actor, GError **error);
gboolean             tb_ca_import           (TbCa *ca, const char *name, TbCertificate *certificate, TbKey *key, const TbCaActor *actor, GError **error);
TbIssueProfile      *tb_ca_load_profile     (TbCa *ca, const char *code, GError **error);

/**
 * TbCaOrder:
 * @issuer: (nullable): name of the authority that issues; %NULL: the first that fits
 * @profile: what kind of certificate
 * @subject: whom it names
 * @public_key: the key it is for
 * @alternative_names: (nullable): further names
 * @key_identifier: (nullable): that others know the key by
 * @days: lifetime, 0 for the profile's
 * @not_after_us: when it ends, unix time, instead of @days; 0 when @days says it
 * @replaces: (nullable): serial number of the certificate it follows
 * @action: what the audit log calls it: `issue`, `renew`, `rekey`, `cross`
 */
typedef struct
{
  const char *issuer;
  const TbIssueProfile *profile;
  const X509_NAME *subject;
  EVP_PKEY *public_key;
  GENERAL_NAMES *alternative_names;
  const ASN1_OCTET_STRING *key_identifier;
  int days;
  gint64 not_after_us;
  const char *replaces;
  const char *action;
} TbCaOrder;

TbCertificate *tb_ca_issue           (TbCa *ca, const TbCaOrder *order, const TbCaActor *actor, GError **error);
TbCaPending   *tb_ca_reserve         (TbCa *ca, const TbCaOrder *order, const TbCaActor *actor, GError **error);
gboolean       tb_ca_pending_sign    (TbCaPending *pending, GError **error);
TbCertificate *tb_ca_pending_record  (TbCaPending *pending, GError **error);
const char    *tb_ca_pending_get_serial (TbCaPending *pending);
void           tb_ca_pending_free    (TbCaPending *pending);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCa, tb_ca_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCaPending, tb_ca_pending_free)

G_END_DECLS
