/* tb-trial: a handshake made on purpose: what it shall be like in, what was said, and which check decided, out.
 *
 * A trial is a pure function of its terms and a seed. It has a small PKI of its own (a root, an issuing authority, a server, a client, and for some an attacker), so
 * that nothing in a fleet changes. The command line, the command `handshake` of a run and the window all make their handshakes here. What can be asked for is in
 * three tables: versions with their exchanges, failures, attacks. */
#pragma once

#include "tb-authority.h"
#include "tb-check.h"
#include "tb-handshake.h"
#include "tb-schedule.h"

G_BEGIN_DECLS

/**
 * TbTrialChoice:
 * @code: stable, such as `expired` or `x25519`
 * @title: for people, a few words, marked for translation
 * @summary: one English sentence, marked for translation: what is done, and what it shows
 *
 * One row of a table of what can be asked for.
 */
typedef struct
{
  const char *code;
  const char *title;
  const char *summary;
} TbTrialChoice;

/**
 * TbTrialKind:
 * @TB_TRIAL_VERSION: `1.3`, `1.2`, `dtls-1.2`
 * @TB_TRIAL_EXCHANGE: `p256`, `p384`, `x25519`, `x25519mlkem768`, `rsa`
 * @TB_TRIAL_KEY: key algorithms of the certificates: `p256`, `p384`, `p521`, `ed25519`, `rsa2048`, `rsa3072`, `rsa4096`
 * @TB_TRIAL_FAILURE: `expired`, `not-yet-valid`, `wrong-host`, `unknown-root`, `missing-intermediate`, `wrong-eku`, `revoked`, `weak-key`, `self-signed`, `no-certificate`,
 *   `bad-signature`, `flipped-bit`, `version-mismatch`, `cipher-mismatch`, `replayed-flight`, `stolen-certificate`
 * @TB_TRIAL_ATTACK: `own-root`, `rogue-authority`, `mis-issued`, `downgrade`, `weaker-exchange`, `fallback`
 */
typedef enum { TB_TRIAL_VERSION, TB_TRIAL_EXCHANGE, TB_TRIAL_KEY, TB_TRIAL_FAILURE, TB_TRIAL_ATTACK, TB_TRIAL_N_KINDS } TbTrialKind;

/**
 * TbTrialTerms:
 * @version: (nullable): code of a version, `1.3` if left out; likewise below
 * @exchange: (nullable): `p256` if left out
 * @key: (nullable): `p256` if left out (`rsa2048` for the exchange `rsa`)
 * @failure: (nullable): for what reason it shall fail; %NULL: it succeeds
 * @at: on whose side the failure is: the client's certificate or the server's, where both are possible
 * @attack: (nullable): who is on the path; %NULL: nobody
 * @pinned: whether the client pins the key of the authority that issues for the lab (RFC 7469): another authority's certificates it refuses, good as they may be
 * @constrained: whether the authority's name constraints keep it within its own names
 * @mutual: whether the server demands a certificate
 * @resumed: by a ticket of an earlier full handshake
 * @retried: the client's first key share is for a group the server does not have
 * @key_update, @close: whether these follow the handshake
 * @staple: (nullable): `none`, `good`, `revoked`, `stale`
 * @data: whether a telegram in each direction follows the handshake
 * @loss_ppm: DTLS only: datagrams lost per million
 * @names: (nullable) (array length=2): of client and server, by #TbSide, for their certificates; %NULL: `lock-01.lab` and `broker.lab`
 * @unix_us: when they meet; 0 for a fixed moment of no importance
 * @must_staple: whether the server's certificate says that it must staple (RFC 7633)
 * @staple_policy: (nullable): what the client does about staples, as in #TbStaplePolicy: `none`, `check`, `require`; left out it is `check` where there
 *   is a @staple or @must_staple, else `none`
 * @scsv: whether a client that falls back to an older version says so (RFC 7507)
 * @server_draw: (nullable): name of the stream that the server's key is drawn from, so that it is somebody's whose key comes from there too; %NULL: one of its own
 * @careless: whether the client does not look at the server's certificate at all
 *
 * What a trial shall be like. All zero is a mutual-less, full TLS 1.3 handshake that succeeds.
 */
typedef struct
{
  const char *version;
  const char *exchange;
  const char *key;
  const char *failure;
  TbSide at;
  const char *attack;
  gboolean pinned;
  gboolean constrained;
  gboolean mutual;
  gboolean resumed;
  gboolean retried;
  gboolean key_update;
  gboolean close;
  const char *staple;
  gboolean data;
  guint32 loss_ppm;
  const char *const *names;
  gint64 unix_us;
  gboolean must_staple;
  const char *staple_policy;
  gboolean careless;
  gboolean scsv;
  const char *server_draw;
} TbTrialTerms;

/**
 * TB_TRIAL_UNIX_US:
 *
 * When they meet if nobody says: 2026-03-02T06:00:00Z.
 */
#define TB_TRIAL_UNIX_US (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)

/**
 * TbTrial:
 * @transcript: what the client said and heard
 * @behind: (nullable): what the attacker said to the true server meanwhile
 * @meant: (nullable): where an attacker changes what is said: the handshake as it would have been, or the first try, which he cut off
 * @verdict: how it ended, as a stable code: `accepted`, `intercepted` (accepted, but by the wrong one), `downgraded` (accepted, but less than both could), or the reason of the refusal as in the table of failures
 * @judge: who refused: a #TbSide, or -1
 * @checks: every check that side made, in order, the deciding one among them with what was expected and what was found
 * @anchors: (element-type TbCertificate): what the judge trusted
 * @server_key: the server's private key, for what a later leak opens
 * @client_key: (nullable): the client's
 * @ticket_key: (nullable): what the server seals tickets with
 */
typedef struct
{
  TbTranscript *transcript;
  TbTranscript *behind;
  TbTranscript *meant;
  const char *verdict;
  int judge;
  TbChecks *checks;
  GPtrArray *anchors;
  TbKey *server_key;
  TbKey *client_key;
  GBytes *ticket_key;
} TbTrial;

TbTrial             *tb_trial_new          (TbCrypto *crypto, const TbTrialTerms *terms, guint64 seed, const char *name, GError **error);
void                 tb_trial_free         (TbTrial *trial);
char                *tb_trial_find_fault   (const TbTrialTerms *terms);      /* what does not go together, one sentence; NULL when nothing */
const TbTrialChoice *tb_trial_get_choices  (TbTrialKind kind, guint *n_choices);
const TbTrialChoice *tb_trial_find_choice  (TbTrialKind kind, const char *code);
gboolean             tb_trial_can_be_at    (const char *failure, TbSide side);
TbKeyAlgorithm       tb_trial_get_algorithm (const TbTrialTerms *terms);      /* of all keys, for terms without fault */
gboolean             tb_trial_has_exchange (const char *code);               /* whether the OpenSSL at hand has it */

/* Terms as text: `tls=1.2 kex=rsa fail=expired at=server`. Texts in terms are static. */
#define TB_TRIAL_ERROR (tb_trial_error_quark ())
typedef enum { TB_TRIAL_ERROR_UNKNOWN, TB_TRIAL_ERROR_TERMS } TbTrialError;
GQuark               tb_trial_error_quark  (void);
gboolean             tb_trial_terms_set    (TbTrialTerms *terms, const char *name, const char *value, GError **error);
char               **tb_trial_terms_list_names (void);
char               **tb_trial_terms_list_values (const char *name);         /* what a word can be; empty when anything or nothing */
gboolean             tb_trial_terms_set_all (TbTrialTerms *terms, const char *const *names, const char *const *values, GError **error);
gboolean             tb_trial_terms_from_line (TbTrialTerms *terms, const char *line, GError **error);   /* a command of a run, as the journal has it */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbTrial, tb_trial_free)

G_END_DECLS
