/* tb-handshake: two endpoints in, a transcript out. Real OpenSSL on both sides; no sockets, no clock, nothing left behind. */
#pragma once

#include "tb-staple.h"

G_BEGIN_DECLS

/**
 * TbEndpoint:
 *
 * What stays the same for all handshakes of a service, or of all clients with the same policy: trust anchors, own identity,
 * whether it demands a certificate, pinned protocol versions, groups and ciphers. Holds one SSL_CTX. Immutable, counted, shared between threads.
 */
typedef struct _TbEndpoint TbEndpoint;

/**
 * TbKeyExchange:
 * @TB_EXCHANGE_ECDHE: an ephemeral elliptic-curve agreement (hybrid groups included)
 * @TB_EXCHANGE_RSA: TLS 1.2 only: the client encrypts the premaster secret to the server's RSA key (deprecated by RFC 10015)
 *
 * How the two come to a common secret.
 */
typedef enum { TB_EXCHANGE_ECDHE, TB_EXCHANGE_RSA } TbKeyExchange;

/**
 * TbEndpointPolicy:
 * @min_version: oldest version spoken: 0x0303 or 0x0304; 0 for TLS 1.3; 0xfefd: DTLS 1.2 and nothing else, for [func@datagram_run]; what is older than TLS 1.2 is not spoken
 * @max_version: newest version spoken, likewise
 * @groups: (nullable): OpenSSL's names of groups, the favourite first, such as `X25519:P-256`; a client sends a key share for the first alone, so that a
 *   server that does not know it asks again (HelloRetryRequest). In TLS 1.2 the curves of certificates have to be among them as well (RFC 8422 section
 *   5.1.1). %NULL: P-256, and with TLS 1.2 after it P-384 and P-521 for certificates
 * @exchange: how TLS 1.2 comes to its secret
 * @ciphers: (nullable): OpenSSL's names of TLS 1.2 suites or TLS 1.3 suites, whichever the version has; %NULL: ours
 * @signatures: (nullable): OpenSSL's names of signature algorithms; %NULL: ours, which know all key algorithms of the lab
 * @accepts_anyone: a careless client: it does not look at the server's certificate at all
 * @trusts_leaves: whatever is among its anchors is believed for itself, also a certificate that is nobody's authority (X509_V_FLAG_PARTIAL_CHAIN)
 * @accepts_weak: a server or client that goes down to security level 0 for its own keys, so that a weak one can be shown to a peer that refuses it
 * @falls_back: a client that was cut off before and now tries an older version than it knows, and says so (TLS_FALLBACK_SCSV, RFC 7507)
 * @pin: (nullable): SHA-256 over a subjectPublicKeyInfo that the peer's verified chain must contain (RFC 7469 section 2.4)
 *
 * What an endpoint speaks and insists on, beyond whom it trusts. All zero is TLS 1.3 with P-256 and certificates with keys of any kind; devices and services
 * of a fleet, which have no policy, know P-256 and RSA-2048 only.
 */
typedef struct
{
  guint16 min_version;
  guint16 max_version;
  const char *groups;
  TbKeyExchange exchange;
  const char *ciphers;
  const char *signatures;
  gboolean accepts_anyone;
  gboolean trusts_leaves;
  gboolean accepts_weak;
  GBytes *pin;
  gboolean falls_back;
} TbEndpointPolicy;

TbEndpoint   *tb_endpoint_new_server (TbCrypto *crypto, TbIdentity *identity, GPtrArray *anchors, TbStream *stream, GError **error);
TbEndpoint   *tb_endpoint_new_client (TbCrypto *crypto, GPtrArray *anchors, TbStream *stream, GError **error);
TbEndpoint   *tb_endpoint_new_server_with (TbCrypto *crypto, const TbEndpointPolicy *policy, TbIdentity *identity, GPtrArray *anchors, TbStream *stream,
                                           GError **error);
TbEndpoint   *tb_endpoint_new_client_with (TbCrypto *crypto, const TbEndpointPolicy *policy, GPtrArray *anchors, TbStream *stream, GError **error);
TbEndpoint   *tb_endpoint_ref        (TbEndpoint *endpoint);
void          tb_endpoint_unref      (TbEndpoint *endpoint);
gboolean      tb_endpoint_demands_certificate (TbEndpoint *endpoint);
gboolean      tb_endpoint_knows_group (TbCrypto *crypto, const char *group);

/**
 * TB_TICKET_KEY_BYTES:
 *
 * What a server seals its tickets with: a name of 16 bytes, a key of 32 for the tag and one of 32 for AES-256.
 */
#define TB_TICKET_KEY_BYTES 80

/**
 * TbSayKind:
 * @TB_SAY_DATA: application data
 * @TB_SAY_KEY_UPDATE: TLS 1.3: its own next key, and it asks for the other's (RFC 9846 section 4.7.3)
 * @TB_SAY_CLOSE: close_notify
 */
typedef enum { TB_SAY_DATA, TB_SAY_KEY_UPDATE, TB_SAY_CLOSE } TbSayKind;

/**
 * TbSay:
 * @from: who
 * @kind: what
 * @data: (nullable): the application data
 *
 * One thing that is said once the handshake has succeeded; part of the transcript.
 */
typedef struct
{
  TbSide from;
  TbSayKind kind;
  GBytes *data;
} TbSay;

/**
 * TbTamper:
 * @flight: which flight is touched on its way, -1 for none
 * @offset: which of its bytes; beyond its end, the last
 * @mask: which bits of that byte are flipped
 * @instead: (nullable): bytes that arrive in place of the flight (a replay, or an attacker's own)
 *
 * What somebody on the path does. The transcript holds what arrived, and how it ended, however oddly; of a protected record that was changed it keeps the plaintext
 * that was sent, since nobody can read what arrived, and of one put in its place none.
 */
typedef struct
{
  int flight;
  gsize offset;
  guint8 mask;
  GBytes *instead;
} TbTamper;

/**
 * TbHandshakeTerms:
 * @ticket_key: (nullable): of %TB_TICKET_KEY_BYTES: the server opens tickets sealed with it and gives one when the handshake is done; %NULL: it
 *   gives none and knows none
 * @session: (nullable): what the client was given by an earlier handshake with that server, to resume it (RFC 9846 section 2.2)
 *
 * @client_clock_us: how far from the right time the client's clock is when it judges the server's certificate
 * @evidence: (nullable): what the server goes by when it asks whether the client's certificate was revoked; %NULL: it does not ask
 * @refuses_unknown: whether it refuses a client of whom the evidence says nothing (hard-fail), or lets it in (soft-fail)
 * @client_evidence: (nullable): likewise what the client goes by when it asks whether the server's certificate was revoked
 * @client_refuses_unknown: whether it refuses a server of whom that says nothing
 * @staple: (nullable): an OCSP response in DER about the server's certificate, which the server sends along when the client asks for one; one of more
 *   than %TB_STAPLE_MAX_BYTES does not fit and is left out
 * @staple_policy: whether the client asks, and what it makes of the answer or of none
 * @says: (nullable) (array length=n_says): what is said after a handshake that succeeded, in this order
 * @tamper: (nullable): what is done to the bytes on their way
 * @keeps_shared_secret: whether the secret that the two agreed on is kept in the transcript as `SHARED_SECRET`, which costs one more agreement, and that of
 *   the ticket a TLS 1.3 session is resumed with as `PSK`; what the key schedule begins with, and nothing that a real endpoint would tell
 *
 * What is the case for one handshake, beyond what its endpoints are.
 */
typedef struct
{
  GBytes *ticket_key;
  GBytes *session;
  gint64 client_clock_us;
  const TbRevocationEvidence *evidence;
  gboolean refuses_unknown;
  const TbRevocationEvidence *client_evidence;
  gboolean client_refuses_unknown;
  GBytes *staple;
  TbStaplePolicy staple_policy;
  const TbSay *says;
  guint n_says;
  const TbTamper *tamper;
  gboolean keeps_shared_secret;
} TbHandshakeTerms;

TbTranscript *tb_handshake_run       (TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server,
                                      TbStream *stream, gint64 unix_us, GError **error);
TbTranscript *tb_handshake_run_with  (TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server, const TbHandshakeTerms *terms,
                                      TbStream *stream, gint64 unix_us, GBytes **session, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbEndpoint, tb_endpoint_unref)

G_END_DECLS
