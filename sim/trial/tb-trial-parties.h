/* tb-trial-parties: the two of a trial, and the attacker between them: their authorities, certificates and endpoints, made once for any number of
 * handshakes. `trustbed-cli handshake` counts with it; whoever wants one handshake and its story takes tb-trial. */
#pragma once

#include "tb-trial.h"

G_BEGIN_DECLS

#define TB_TRIAL_MAX_SAYS 6

/**
 * TbTrialParties:
 * @crypto: the context; lives as long as the process
 * @terms: what the trial shall be like; its texts are static
 * @seed, @name: what everything is drawn from
 * @client_unix_us: what time it is, as far as the client knows
 * @unix_us: what time it is
 * @root, @issuing: who vouches for the two
 * @other_root, @other_issuing: (nullable): who vouches for the one with the unknown root, or for the attacker
 * @anchors: (element-type TbCertificate): whom each side trusts, by #TbSide
 * @identities: (nullable): what each side proves itself with
 * @endpoints: what each side is
 * @attacker: (nullable): what the attacker proves himself with
 * @attacker_endpoints: (nullable): what he is to the server and to the client
 * @first_try: (nullable): what a client is that falls back, before it does
 * @host: whom the client asks for
 * @ticket_key, @session: (nullable): as in #TbHandshakeTerms
 * @evidence: what the server knows of revocation
 * @staple: (nullable): what the server staples
 * @staple_policy: what the client does about it
 * @says, @n_says: what is said when a handshake has succeeded
 * @tamper: what somebody on the path does, to no flight where there is nobody; owns what arrives instead
 *
 * Never changes once it is there; any number of threads may shake hands with it.
 */
typedef struct
{
  TbCrypto *crypto;
  TbTrialTerms terms;
  guint64 seed;
  char *name;
  gint64 client_unix_us;
  gint64 unix_us;
  TbAuthority *root;
  TbAuthority *issuing;
  TbAuthority *other_root;
  TbAuthority *other_issuing;
  GPtrArray *anchors[2];
  TbIdentity *identities[2];
  TbEndpoint *endpoints[2];
  TbIdentity *attacker;
  TbEndpoint *attacker_endpoints[2];
  TbEndpoint *first_try;
  char *host;
  GBytes *ticket_key;
  GBytes *session;
  TbRevocationEvidence evidence;
  GBytes *staple;
  TbStaplePolicy staple_policy;
  TbSay says[TB_TRIAL_MAX_SAYS];
  guint n_says;
  TbTamper tamper;
} TbTrialParties;

TbTrialParties *tb_trial_parties_new   (TbCrypto *crypto, const TbTrialTerms *terms, guint64 seed, const char *name, GError **error);
void            tb_trial_parties_free  (TbTrialParties *parties);
TbTranscript   *tb_trial_parties_shake (const TbTrialParties *parties, guint number, GError **error);
TbTranscript   *tb_trial_parties_shake_keeping (const TbTrialParties *parties, guint number, GError **error);
TbTranscript   *tb_trial_parties_shake_behind (const TbTrialParties *parties, guint number, GError **error);
TbTranscript   *tb_trial_parties_shake_meant (const TbTrialParties *parties, guint number, GError **error);

/* Private to sim/trial: what everybody in a trial is made of. */
char       *tb_trial_find_staple_fault    (const TbTrialTerms *terms);
gboolean    tb_trial_parties_make_staple  (TbTrialParties *parties, GError **error);
gboolean    tb_trial_parties_revoke       (TbTrialParties *parties, GError **error);
void        tb_trial_make_policy          (const TbTrialTerms *terms, TbSide side, TbEndpointPolicy *policy);
guint16     tb_trial_get_spoken           (const TbTrialTerms *terms, TbSide side);
const char *tb_trial_get_suites           (const TbTrialTerms *terms, TbSide side);
void        tb_trial_parties_make_says    (TbTrialParties *parties);
gboolean    tb_trial_parties_make_tamper  (TbTrialParties *parties, GError **error);
gboolean    tb_trial_parties_open_session (TbTrialParties *parties, GError **error);
TbIdentity *tb_trial_make_identity        (const TbTrialParties *parties, TbSide side, TbStream *stream, GError **error);
TbIdentity *tb_trial_make_attacker        (const TbTrialParties *parties, TbStream *stream, GError **error);
TbAuthority *tb_trial_make_root           (const TbTrialParties *parties, const char *name, TbStream *stream, GError **error);
TbAuthority *tb_trial_make_issuing        (const TbTrialParties *parties, TbAuthority *root, const char *name, gboolean constrained, TbStream *stream,
                                           GError **error);

TbTrial        *tb_trial_new_for_parties (const TbTrialParties *parties, guint number, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbTrialParties, tb_trial_parties_free)

G_END_DECLS
