/* tb-enrol-policy: how devices come by their certificates and keep them fresh, as data.
 *
 * One table says which parts a policy has, how each is written, and what it may be; scenarios, commands and the editor in the window all go by it. A policy
 * decides nothing itself: whoever plays a fleet, or models one, asks it when what is due. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_ENROL_POLICY_ERROR (tb_enrol_policy_error_quark ())

/**
 * TbEnrolPolicyError:
 * @TB_ENROL_POLICY_ERROR_KEY: there is no such part, or it is named twice
 * @TB_ENROL_POLICY_ERROR_VALUE: a part cannot be that
 * @TB_ENROL_POLICY_ERROR_CONFLICT: two parts do not go together
 *
 * Why a policy is none. The message says which part, what it was given, and what it may be.
 */
typedef enum { TB_ENROL_POLICY_ERROR_KEY, TB_ENROL_POLICY_ERROR_VALUE, TB_ENROL_POLICY_ERROR_CONFLICT } TbEnrolPolicyError;
GQuark tb_enrol_policy_error_quark (void);

/**
 * TbEnrolProtocol:
 * @TB_ENROL_EST: Enrolment over Secure Transport (RFC 7030)
 * @TB_ENROL_SCEP: Simple Certificate Enrolment Protocol (RFC 8894); RSA keys alone
 * @TB_ENROL_ACME: Automatic Certificate Management Environment (RFC 8555); for whoever has a name to prove
 */
typedef enum { TB_ENROL_EST, TB_ENROL_SCEP, TB_ENROL_ACME, TB_ENROL_N_PROTOCOLS } TbEnrolProtocol;

/**
 * TbBootstrap: how a device knows whom to trust when it is new
 * @TB_BOOTSTRAP_ANCHOR: its maker has put the trust anchor in
 * @TB_BOOTSTRAP_FINGERPRINT: somebody compares the fingerprint by hand
 * @TB_BOOTSTRAP_VOUCHER: its maker vouches for its owner (RFC 8366, RFC 8995)
 * @TB_BOOTSTRAP_NOTHING: it trusts whoever answers first
 */
typedef enum { TB_BOOTSTRAP_ANCHOR, TB_BOOTSTRAP_FINGERPRINT, TB_BOOTSTRAP_VOUCHER, TB_BOOTSTRAP_NOTHING, TB_BOOTSTRAP_N } TbBootstrap;

/**
 * TbFirstProof: how a device proves who it is before it has a certificate
 * @TB_FIRST_SECRET: a secret that is good for one enrolment
 * @TB_FIRST_FACTORY: the identity its maker gave it (IEEE 802.1AR)
 */
typedef enum { TB_FIRST_SECRET, TB_FIRST_FACTORY, TB_FIRST_N } TbFirstProof;

/**
 * TbRenewalProof: what a renewal needs
 * @TB_RENEWAL_CERTIFICATE: the certificate in force, and its key
 * @TB_RENEWAL_FACTORY: likewise, and the identity its maker gave it
 * @TB_RENEWAL_ATTESTATION: likewise, and evidence from the key store that the new key was made in it (a draft)
 */
typedef enum { TB_RENEWAL_CERTIFICATE, TB_RENEWAL_FACTORY, TB_RENEWAL_ATTESTATION, TB_RENEWAL_N } TbRenewalProof;

/**
 * TbOffline: what a device does that wakes and finds its renewal overdue
 * @TB_OFFLINE_AT_ONCE: asks
 * @TB_OFFLINE_SPREAD: waits at random within the jitter, so that not everybody asks when the power comes back; never beyond the end of its certificate
 */
typedef enum { TB_OFFLINE_AT_ONCE, TB_OFFLINE_SPREAD, TB_OFFLINE_N } TbOffline;

/**
 * TbClockHabit: what a device makes of a clock that may be wrong
 * @TB_CLOCK_TRUST: believes it, be it 1970
 * @TB_CLOCK_FLOOR: believes it is never earlier than the newest date it has seen signed: of its firmware, of its certificate
 * @TB_CLOCK_ASK: asks its gateway before it judges a certificate
 */
typedef enum { TB_CLOCK_TRUST, TB_CLOCK_FLOOR, TB_CLOCK_ASK, TB_CLOCK_N } TbClockHabit;

/**
 * TbKeyOrigin: who makes a device's next key
 * @TB_KEY_ORIGIN_DEVICE: the device: the private key never leaves it
 * @TB_KEY_ORIGIN_AUTHORITY: the authority, which sends it along with the certificate (RFC 7030 section 4.4)
 */
typedef enum { TB_KEY_ORIGIN_DEVICE, TB_KEY_ORIGIN_AUTHORITY, TB_KEY_ORIGIN_N } TbKeyOrigin;

/**
 * TbEnrolPolicy:
 * @protocol: in which protocol
 * @bootstrap: whom a new device trusts
 * @first: how it proves itself then
 * @renewal: and when it renews
 * @lifetime_us: of its certificates, from issue on; at least a minute
 * @renew_before_us: before the end; 0 for a third of the lifetime; less than the lifetime
 * @jitter_us: a renewal comes earlier by up to this, at random, and another try later by up to this
 * @rekeys: whether each certificate gets a new key
 * @retry_first_us: after the first failure; each wait is twice the one before
 * @retry_most_us: but no longer than this
 * @keeps_old: whether the old certificate is dropped only when the new one has connected
 * @offline: see #TbOffline
 * @clock: see #TbClockHabit
 * @key_origin: see #TbKeyOrigin
 */
typedef struct
{
  TbEnrolProtocol protocol;
  TbBootstrap bootstrap;
  TbFirstProof first;
  TbRenewalProof renewal;
  gint64 lifetime_us;
  gint64 renew_before_us;
  gint64 jitter_us;
  gboolean rekeys;
  gint64 retry_first_us;
  gint64 retry_most_us;
  gboolean keeps_old;
  TbOffline offline;
  TbClockHabit clock;
  TbKeyOrigin key_origin;
} TbEnrolPolicy;

/**
 * TbEnrolPolicyField:
 * @key: as written in scenarios and commands, such as `renew-before`
 * @words: (nullable) (array zero-terminated=1): what it may be; %NULL for a duration
 * @title: what people call it; to be translated
 * @why: one sentence; to be translated
 *
 * One part of a policy.
 */
typedef struct
{
  const char *key;
  const char *const *words;
  const char *title;
  const char *why;
} TbEnrolPolicyField;

void        tb_enrol_policy_init        (TbEnrolPolicy *policy);
gboolean    tb_enrol_policy_check       (const TbEnrolPolicy *policy, GError **error);
gboolean    tb_enrol_policy_equal       (const TbEnrolPolicy *one, const TbEnrolPolicy *other);

/* By the table: text such as `est`, `90d`, `yes`. */
guint       tb_enrol_policy_get_n_fields (void);
const TbEnrolPolicyField *tb_enrol_policy_get_field (guint field);
gboolean    tb_enrol_policy_find_field  (const char *key, guint *field);
gboolean    tb_enrol_policy_set         (TbEnrolPolicy *policy, const char *key, const char *text, GError **error);
char       *tb_enrol_policy_dup_text    (const TbEnrolPolicy *policy, guint field);
char       *tb_enrol_policy_to_text     (const TbEnrolPolicy *policy);                      /* `protocol=est bootstrap=anchor ...` */
gboolean    tb_enrol_policy_from_text   (TbEnrolPolicy *policy, const char *text, GError **error);   /* changes what the text names */

/* When what is due. @draw is any number, drawn at random by the caller; the same number gives the same time. */
gint64      tb_enrol_policy_get_lead_us    (const TbEnrolPolicy *policy, gint64 lifetime_us);
gint64      tb_enrol_policy_get_renewal_us (const TbEnrolPolicy *policy, gint64 issued_us, gint64 not_after_us, guint64 draw);
gint64      tb_enrol_policy_get_retry_us   (const TbEnrolPolicy *policy, guint n_failed);
gint64      tb_enrol_policy_get_wait_us    (const TbEnrolPolicy *policy, guint n_failed, gint64 least_us, guint64 draw);
gint64      tb_enrol_policy_get_wake_us    (const TbEnrolPolicy *policy, gint64 now_us, gint64 not_after_us, guint64 draw);

G_END_DECLS
