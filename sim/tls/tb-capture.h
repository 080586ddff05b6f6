/* tb-capture: a pcapng file of what was on the links, with the secrets inside.
 *
 * IPv4 and TCP are made around the bytes (addresses from 10.0.0.0/8, real checksums, three-way handshake, sequence numbers), the TLS secrets go
 * into Decryption Secrets Blocks, so that tshark opens the sessions from the file alone. Written beside and renamed: the whole file or none.
 * Callers add in the order of time, and the secrets of a session before its packets. The first thing that goes wrong is reported at the end. */
#pragma once

#include "tb-transcript.h"

G_BEGIN_DECLS

typedef struct _TbCapture TbCapture;

TbCapture *tb_capture_new         (const char *path, const char *comment, GError **error);
void       tb_capture_abandon     (TbCapture *capture);
gboolean   tb_capture_close       (TbCapture *capture, GError **error);
guint      tb_capture_open_tcp    (TbCapture *capture, gint64 unix_us, guint32 client_ip, guint16 client_port, guint32 server_ip, guint16 server_port);
void       tb_capture_send        (TbCapture *capture, guint connection, gint64 unix_us, TbSide from, const guint8 *bytes, gsize n_bytes);
void       tb_capture_close_tcp   (TbCapture *capture, guint connection, gint64 unix_us, TbSide from);
void       tb_capture_add_secrets (TbCapture *capture, TbTranscript *transcript);

void       tb_capture_add_datagrams (TbCapture *capture, TbTranscript *transcript, gint64 unix_us, guint32 client_ip, guint16 client_port, guint32 server_ip,
                                     guint16 server_port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCapture, tb_capture_abandon)

G_END_DECLS
