/* tb-trial-shake: handshakes between the parties of a trial: the one before the others, that gives them a session; the one everybody came for; and the one an
 * attacker makes behind the client's back. */
#include "tb-trial-parties.h"

#include "tb-datagram.h"
#include "tb-trial-downgrade.h"

/* How long a datagram takes, one way. */
#define LATENCY_US 20000

/* --- what is said afterwards --- */

static const guint8 publish[] = { 0x32, 0x0c, 0, 4, 'd', 'o', 'o', 'r', 0, 1, 's', 'h', 'u', 't' };      /* MQTT PUBLISH, to be acknowledged */
static const guint8 puback[] = { 0x40, 0x02, 0, 1 };                                                       /* MQTT PUBACK */
static const guint8 put[] = { 0x40, 0x03, 0, 1, 0xb4, 'd', 'o', 'o', 'r', 0xff, 's', 'h', 'u', 't' };    /* CoAP (RFC 7252): PUT /door, to be acknowledged */
static const guint8 changed[] = { 0x60, 0x44, 0, 1 };                                                      /* CoAP: acknowledged, 2.04 Changed */

/* What a lock has to say, and what it is answered: over datagrams it is CoAP, which is what their port is for. */
static const struct
{
  const guint8 *report;
  gsize n_report;
  const guint8 *answer;
  gsize n_answer;
} telegrams[] = { { publish, sizeof publish, puback, sizeof puback }, { put, sizeof put, changed, sizeof changed } };

static void
add_say (TbTrialParties *parties, TbSide from, TbSayKind kind, const guint8 *bytes, gsize n_bytes)
{
  parties->says[parties->n_says++] = (TbSay) { from, kind, bytes != NULL ? g_bytes_new_static (bytes, n_bytes) : NULL };
}

/* Sets what is said once a handshake has succeeded: a telegram each way, new keys, goodbye. */
void
tb_trial_parties_make_says (TbTrialParties *parties)
{
  gboolean by_datagram = tb_trial_speaks_datagrams (&parties->terms);

  if (parties->terms.key_update)
    add_say (parties, TB_SIDE_CLIENT, TB_SAY_KEY_UPDATE, NULL, 0);
  if (parties->terms.data)
    {
      add_say (parties, TB_SIDE_CLIENT, TB_SAY_DATA, telegrams[by_datagram].report, telegrams[by_datagram].n_report);
      add_say (parties, TB_SIDE_SERVER, TB_SAY_DATA, telegrams[by_datagram].answer, telegrams[by_datagram].n_answer);
    }
  if (parties->terms.close)
    {
      add_say (parties, TB_SIDE_CLIENT, TB_SAY_CLOSE, NULL, 0);
      add_say (parties, TB_SIDE_SERVER, TB_SAY_CLOSE, NULL, 0);
    }
}

/* --- shaking hands --- */

static TbTranscript *
shake_plainly (const TbTrialParties *parties, TbEndpoint *client, const TbHandshakeTerms *terms, TbStream *stream, GError **error)
{
  return tb_handshake_run_with (client, parties->identities[TB_SIDE_CLIENT], parties->host, parties->endpoints[TB_SIDE_SERVER], terms, stream,
                                parties->client_unix_us, NULL, error);
}

/* What a client says first follows from the stream: the attacker hears it once before he changes it. */
static TbTranscript *
shake_touched (const TbTrialParties *parties, const TbHandshakeTerms *terms, TbStream *stream, GError **error)
{
  TbStream before = *stream;
  TbEndpoint *client = parties->endpoints[TB_SIDE_CLIENT];
  g_autoptr (TbTranscript) meant = shake_plainly (parties, client, terms, &before, error);
  g_autoptr (GBytes) hello = meant != NULL ? tb_trial_change_hello (parties, meant) : NULL;
  const TbTamper tamper = { 0, .instead = hello };
  TbHandshakeTerms touched = *terms;

  if (hello == NULL)
    return g_steal_pointer (&meant);
  touched.tamper = &tamper;
  return shake_plainly (parties, client, &touched, stream, error);
}

static TbHandshakeTerms
terms_of (const TbTrialParties *parties, gboolean keeps_secret)
{
  return (TbHandshakeTerms) {
    .ticket_key = parties->ticket_key, .session = parties->session, .evidence = parties->evidence.crls != NULL ? &parties->evidence : NULL,
    .refuses_unknown = TRUE, .staple = parties->attacker == NULL ? parties->staple : NULL, .staple_policy = parties->staple_policy,
    .says = parties->says, .n_says = parties->n_says, .tamper = parties->tamper.flight >= 0 ? &parties->tamper : NULL,
    .keeps_shared_secret = keeps_secret,
  };
}

static TbTranscript *
shake (const TbTrialParties *parties, gboolean keeps_secret, TbStream *stream, GBytes **session, GError **error)
{
  const TbHandshakeTerms terms = terms_of (parties, keeps_secret);
  const TbDatagramChannel channel = { parties->terms.loss_ppm, LATENCY_US, TB_DATAGRAM_DEFAULT_MTU };
  TbEndpoint *server = parties->attacker != NULL ? parties->attacker_endpoints[TB_SIDE_SERVER] : parties->endpoints[TB_SIDE_SERVER];

  if (tb_trial_speaks_datagrams (&parties->terms))
    return tb_datagram_run (parties->endpoints[TB_SIDE_CLIENT], parties->identities[TB_SIDE_CLIENT], parties->host, server, &terms, &channel, stream,
                            parties->client_unix_us, error);
  if (tb_trial_touch_of (&parties->terms) != TB_TOUCH_NOTHING)
    return shake_touched (parties, &terms, stream, error);
  return tb_handshake_run_with (parties->endpoints[TB_SIDE_CLIENT], parties->identities[TB_SIDE_CLIENT], parties->host, server, &terms, stream,
                                parties->client_unix_us, session, error);
}

/* Makes the handshake before the others: what it is given is what they resume. Nothing where they resume nothing. */
gboolean
tb_trial_parties_open_session (TbTrialParties *parties, GError **error)
{
  guint8 key[TB_TICKET_KEY_BYTES];
  g_autoptr (TbTranscript) transcript = NULL;
  TbStream stream;

  if (!parties->terms.resumed)
    return TRUE;
  tb_stream_initf (&stream, parties->seed, "%s/ticket key", parties->name);
  tb_stream_fill (&stream, key, sizeof key);
  parties->ticket_key = g_bytes_new (key, sizeof key);
  tb_stream_initf (&stream, parties->seed, "%s/to resume", parties->name);
  transcript = shake (parties, FALSE, &stream, &parties->session, error);
  return transcript != NULL;
}

/* --- on the path --- */

/* Of what a side says before it has heard all of the other. */
static int
find_first_flight (const TbTrialTerms *terms, TbSide from)
{
  int n_retry = terms->retried ? 2 : 0;

  return n_retry + (from == TB_SIDE_CLIENT ? 2 : 1);
}

/* Of what a side says under keys before the handshake is over: a server of TLS 1.2 begins to with its last flight, unless a session is resumed. */
static int
find_sealed_flight (const TbTrialTerms *terms, TbSide from)
{
  gboolean is_late = from == TB_SIDE_SERVER && tb_trial_version_of (terms)->wire != TB_TRIAL_TLS_1_3 && !terms->resumed;

  return is_late ? 3 : find_first_flight (terms, from);
}

static GBytes *
copy_flight (TbTranscript *transcript, int flight)
{
  gsize n_bytes;
  const guint8 *bytes = tb_transcript_get_flight_wire (transcript, (guint) flight, &n_bytes);

  return g_bytes_new (bytes, n_bytes);
}

/* Sets what somebody on the path does, which may take a handshake to listen to first. */
gboolean
tb_trial_parties_make_tamper (TbTrialParties *parties, GError **error)
{
  const TbTrialTerms *terms = &parties->terms;
  TbTrialFlaw flaw = tb_trial_flaw_of (terms, terms->at);
  g_autoptr (TbTranscript) earlier = NULL;
  TbStream stream;

  if (flaw == TB_FLAW_FLIPPED)
    parties->tamper = (TbTamper) { find_sealed_flight (terms, terms->at), G_MAXSIZE, 1, NULL };
  if (flaw != TB_FLAW_REPLAYED)
    return TRUE;
  tb_stream_initf (&stream, parties->seed, "%s/earlier", parties->name);
  earlier = shake (parties, FALSE, &stream, NULL, error);
  if (earlier == NULL)
    return FALSE;
  parties->tamper.flight = find_first_flight (terms, terms->at);
  parties->tamper.instead = copy_flight (earlier, parties->tamper.flight);
  return TRUE;
}

/**
 * tb_trial_parties_shake:
 * @parties: the parties
 * @number: which of their handshakes
 * @error: return location
 *
 * Makes one handshake, the same for the same number, on any thread.
 *
 * Returns: (transfer full) (nullable): what the client said and heard; %NULL with %TB_CRYPTO_ERROR
 */
TbTranscript *
tb_trial_parties_shake (const TbTrialParties *parties, guint number, GError **error)
{
  TbStream stream;

  tb_stream_initf (&stream, parties->seed, "%s/%u", parties->name, number);
  return shake (parties, FALSE, &stream, NULL, error);
}

/**
 * tb_trial_parties_shake_keeping:
 * @parties: the parties
 * @number: which of their handshakes
 * @error: return location
 *
 * Makes the same handshake, with the secrets that a key schedule begins with in its transcript; that takes one more agreement.
 *
 * Returns: (transfer full) (nullable): what the client said and heard; %NULL with %TB_CRYPTO_ERROR
 */
TbTranscript *
tb_trial_parties_shake_keeping (const TbTrialParties *parties, guint number, GError **error)
{
  TbStream stream;

  tb_stream_initf (&stream, parties->seed, "%s/%u", parties->name, number);
  return shake (parties, TRUE, &stream, NULL, error);
}

/**
 * tb_trial_parties_shake_behind:
 * @parties: parties with an attacker
 * @number: which of their handshakes
 * @error: return location
 *
 * Makes the handshake of the attacker with the true server that belongs to it. He has no certificate for the client's name, and passes on what is said.
 *
 * Returns: (transfer full) (nullable): what the attacker said and heard; %NULL with %TB_CRYPTO_ERROR
 */
TbTranscript *
tb_trial_parties_shake_behind (const TbTrialParties *parties, guint number, GError **error)
{
  const TbHandshakeTerms terms = terms_of (parties, FALSE);
  TbStream stream;

  tb_stream_initf (&stream, parties->seed, "%s/%u/behind", parties->name, number);
  return tb_handshake_run_with (parties->attacker_endpoints[TB_SIDE_CLIENT], NULL, parties->host, parties->endpoints[TB_SIDE_SERVER], &terms, &stream,
                                parties->unix_us, NULL, error);
}

/* What the attacker says in the server's place: an alert that nothing protects. */
static TbTranscript *
shake_first_try (const TbTrialParties *parties, guint number, GError **error)
{
  static const guint8 failure[] = { 21, 3, 3, 0, 2, 2, 40 };    /* handshake_failure, fatal */
  g_autoptr (GBytes) alert = g_bytes_new_static (failure, sizeof failure);
  const TbTamper tamper = { 1, .instead = alert };
  const TbHandshakeTerms terms = { .tamper = &tamper };
  TbStream stream;

  tb_stream_initf (&stream, parties->seed, "%s/%u/first try", parties->name, number);
  return shake_plainly (parties, parties->first_try, &terms, &stream, error);
}

/**
 * tb_trial_parties_shake_meant:
 * @parties: parties whose words an attacker changes
 * @number: which of their handshakes
 * @error: return location
 *
 * Makes what the client meant: the handshake as it would be with its ClientHello left alone, or the first try, as far as it came.
 *
 * Returns: (transfer full) (nullable): what was said; %NULL with %TB_CRYPTO_ERROR
 */
TbTranscript *
tb_trial_parties_shake_meant (const TbTrialParties *parties, guint number, GError **error)
{
  const TbHandshakeTerms terms = { .says = parties->says, .n_says = parties->n_says };
  TbStream stream;

  if (parties->first_try != NULL)
    return shake_first_try (parties, number, error);
  tb_stream_initf (&stream, parties->seed, "%s/%u", parties->name, number);
  return shake_plainly (parties, parties->endpoints[TB_SIDE_CLIENT], &terms, &stream, error);
}
