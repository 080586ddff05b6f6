/* tb-transcript: everything that was said in one handshake.
 *
 * The flights with their real bytes, where each message lies in them, the plaintext of the encrypted ones, both sides' verdicts and
 * the secrets. Immutable, counted; written to bytes for the journal and read back from them by whoever looks. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum { TB_SIDE_CLIENT, TB_SIDE_SERVER } TbSide;

/**
 * TbProtection:
 * @TB_PROTECTION_NONE: readable by anyone on the path
 * @TB_PROTECTION_HANDSHAKE: under the handshake traffic secrets
 * @TB_PROTECTION_APPLICATION: under the application traffic secrets; in TLS 1.2 under the keys of the connection, which protect the Finished messages too
 */
typedef enum { TB_PROTECTION_NONE, TB_PROTECTION_HANDSHAKE, TB_PROTECTION_APPLICATION } TbProtection;

/**
 * TbMessage:
 * @flight: which flight it is in
 * @from: who sent it
 * @content_type: TLS content type: 20 change_cipher_spec, 21 alert, 22 handshake, 23 application data
 * @type: handshake type (6 for a ServerHello that is a HelloRetryRequest), or the alert's description, 1 for change_cipher_spec, 0 for application data
 * @protection: under which keys
 * @wire_offset: where its record begins, counted from the start of the flight's bytes
 * @wire_length: bytes of its record (or records) on the wire, headers and tags included; messages may share a record
 * @plain_offset: where it begins in the transcript's plaintext
 * @plain_length: its length there, with its own 4-byte header for a handshake message
 */
typedef struct
{
  guint16 flight;
  guint8 from;
  guint8 content_type;
  guint8 type;
  guint8 protection;
  guint16 reserved;
  guint32 wire_offset;
  guint32 wire_length;
  guint32 plain_offset;
  guint32 plain_length;
} TbMessage;

/**
 * TbFlight:
 * @from: who sent it
 * @wire_offset: where it begins in the transcript's wire bytes
 * @wire_length: bytes on the wire
 * @canonical_length: the same with every signature at its largest encoding: what timing uses, so that it does not depend on the
 *   luck of a signature's length
 * @n_signs: signatures the sender made for it, and premaster secrets it decrypted, which is the same operation. These and the three that follow are the public-key operations of the sender since its last
 *   flight, for the modelled cost; what it did after the last flight of all is in [func@transcript_get_closing]
 * @n_verifies: signatures it checked: certificates of the chain that were reached, CertificateVerify and ServerKeyExchange, and premaster secrets it
 *   encrypted, which is the same operation
 * @n_agreements: shared secrets it computed
 * @n_keygens: key pairs it made for an agreement
 * @attempt: DTLS: 0 for what is said for the first time, 1 for the first retransmission after a timer ran out, and so on
 * @time_us: when it left, counted from the beginning, where [func@transcript_has_times]; 0 otherwise
 */
typedef struct
{
  guint8 from;
  guint8 n_signs;
  guint8 n_verifies;
  guint8 n_agreements;
  guint8 n_keygens;
  guint8 attempt;
  guint32 wire_offset;
  guint32 wire_length;
  guint32 canonical_length;
  gint64 time_us;
} TbFlight;

/**
 * TbDatagram:
 * @flight: which flight it is a part of
 * @lost: whether it never arrived
 * @wire_offset: where it begins, counted from the start of the flight's bytes
 * @wire_length: its bytes, without those of UDP
 *
 * DTLS: what was sent at one go. The datagrams of a flight are all of its bytes, in order.
 */
typedef struct
{
  guint16 flight;
  guint8 lost;
  guint8 reserved;
  guint32 wire_offset;
  guint32 wire_length;
} TbDatagram;

/**
 * TbOutcome: how it ended for one side.
 * @finished: whether this side completed its handshake (a refused TLS 1.3 client has)
 * @alert_sent: TLS alert description this side sent, or -1
 * @alert_received: likewise
 * @verify_code: X509_V_ERR number for the peer's chain, 0 when good or not asked
 * @verify_depth: at which certificate
 */
typedef struct
{
  gboolean finished;
  int alert_sent;
  int alert_received;
  int verify_code;
  int verify_depth;
} TbOutcome;

typedef struct _TbTranscript TbTranscript;

TbTranscript    *tb_transcript_new_from_bytes  (GBytes *bytes, GError **error);
GBytes          *tb_transcript_to_bytes        (TbTranscript *transcript);
TbTranscript    *tb_transcript_ref             (TbTranscript *transcript);
void             tb_transcript_unref           (TbTranscript *transcript);

gboolean         tb_transcript_is_accepted     (TbTranscript *transcript);      /* both sides finished and neither refused */
int              tb_transcript_get_alert       (TbTranscript *transcript);      /* the alert that ended it, or -1 */
const char      *tb_transcript_get_reason      (TbTranscript *transcript);      /* stable code as in TbVerdict, or "no-certificate", or "" */
const TbOutcome *tb_transcript_get_outcome     (TbTranscript *transcript, TbSide side);
guint16          tb_transcript_get_version     (TbTranscript *transcript);      /* 0x0304 */
const char      *tb_transcript_get_cipher      (TbTranscript *transcript);      /* IANA name */
const char      *tb_transcript_get_group       (TbTranscript *transcript);
const char      *tb_transcript_get_host        (TbTranscript *transcript);      /* the name the client asked for */
gboolean         tb_transcript_is_mutual       (TbTranscript *transcript);      /* the server asked for a certificate */
gboolean         tb_transcript_is_resumed      (TbTranscript *transcript);      /* by a ticket: nobody showed a certificate */
guint            tb_transcript_get_generation  (TbTranscript *transcript, TbSide from, guint message);   /* key updates of a side before a message */
guint            tb_transcript_get_n_sealed    (TbTranscript *transcript, TbSide from);   /* records under application keys in it */
guint            tb_transcript_get_n_flights   (TbTranscript *transcript);
const TbFlight  *tb_transcript_get_flight      (TbTranscript *transcript, guint flight);
const TbFlight  *tb_transcript_get_closing     (TbTranscript *transcript);      /* work after the last flight, without bytes */
const guint8    *tb_transcript_get_wire        (TbTranscript *transcript, gsize *n_bytes);
const guint8    *tb_transcript_get_flight_wire (TbTranscript *transcript, guint flight, gsize *n_bytes);
gboolean         tb_transcript_is_datagrams    (TbTranscript *transcript);      /* DTLS: flights are made of datagrams, which may be lost */
gboolean         tb_transcript_has_times       (TbTranscript *transcript);      /* whether flights say when they left */
guint            tb_transcript_get_n_datagrams (TbTranscript *transcript);
const TbDatagram *tb_transcript_get_datagram   (TbTranscript *transcript, guint datagram);
gboolean         tb_transcript_is_message_lost (TbTranscript *transcript, guint message);   /* none or not all of it arrived */
guint            tb_transcript_get_n_messages  (TbTranscript *transcript);
const TbMessage *tb_transcript_get_message     (TbTranscript *transcript, guint message);
const guint8    *tb_transcript_get_message_plain (TbTranscript *transcript, guint message, gsize *n_bytes);
const char      *tb_transcript_message_name    (const TbMessage *message);      /* "ClientHello", "Alert: certificate_required" */
const char      *tb_transcript_alert_name      (int alert);
guint            tb_transcript_get_n_secrets   (TbTranscript *transcript);
void             tb_transcript_get_secret      (TbTranscript *transcript, guint secret, const char **label, const guint8 **bytes, gsize *n_bytes);
GBytes          *tb_transcript_get_client_random (TbTranscript *transcript);
char            *tb_transcript_to_key_log      (TbTranscript *transcript);      /* NSS key log lines */
GBytes          *tb_transcript_get_peer_certificate (TbTranscript *transcript, TbSide whose, guint position); /* DER, NULL where none */
gboolean         tb_transcript_bears_downgrade (TbTranscript *transcript);    /* the server's random number says that it could do more */
GBytes          *tb_transcript_get_staple      (TbTranscript *transcript);      /* what the server stapled, DER; NULL where nothing */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbTranscript, tb_transcript_unref)

G_END_DECLS
