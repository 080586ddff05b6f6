/* tb-session-book: all handshakes of a journal for the tables: their index, when each session ended, and what their transcripts say, read when somebody asks. */
#pragma once

#include "tb-moment-private.h"
#include "tb-session-index.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/**
 * TbSessionDigest: what a transcript says, in few words; texts are static
 * @version: `TLS 1.3`; @cipher: IANA name; @group: (nullable); @kex: `ecdhe` or `rsa`
 * @reason: (nullable): why it was refused; @refused_by: (nullable): `client` or `server`
 * @n_bytes: on the wire
 * @client_certificate: number in a TbCertificateBook of the one that the client showed, whoever holds it; TB_NO_CERTIFICATE for none
 */
typedef struct
{
  const char *version;
  const char *cipher;
  const char *group;
  const char *kex;
  const char *reason;
  const char *refused_by;
  guint32 n_bytes;
  guint client_certificate;
  gboolean is_mutual;
  gboolean is_resumed;
} TbSessionDigest;

typedef struct _TbSessionBook TbSessionBook;

TbSessionBook         *tb_session_book_new           (const TbMoment *moment);
void                   tb_session_book_free          (TbSessionBook *book);
void                   tb_session_book_read          (TbSessionBook *book, guint64 position);
TbSessionIndex        *tb_session_book_get_index     (TbSessionBook *book);
gint64                 tb_session_book_get_closed_us (TbSessionBook *book, guint session, guint64 position);   /* G_MAXINT64 while nothing ended it */
const TbSessionDigest *tb_session_book_get_digest    (TbSessionBook *book, guint32 payload);   /* NULL where there is no transcript; until the next is asked for */
gboolean               tb_session_book_is_recorded   (const TbMoment *moment, const TbSessionEntry *entry);   /* somebody listens on the way */
gboolean               tb_session_book_is_readable   (TbSessionBook *book, const TbMoment *moment, const TbSessionEntry *entry);   /* and opens it with a key stolen by then */
const char            *tb_session_purpose_to_code    (guint purpose);

G_END_DECLS
