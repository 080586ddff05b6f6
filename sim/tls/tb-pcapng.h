/* tb-pcapng: the blocks of a pcapng file, written whole or not at all.
 *
 * Section header, one raw IP interface with microseconds, packets, TLS secrets (draft-ietf-opsawg-pcapng). Knows nothing of TCP. Private to sim/tls. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TbPcapng TbPcapng;

TbPcapng *tb_pcapng_new         (const char *path, const char *comment, GError **error);
void      tb_pcapng_abandon     (TbPcapng *pcapng);
gboolean  tb_pcapng_close       (TbPcapng *pcapng, GError **error);
void      tb_pcapng_add_packet  (TbPcapng *pcapng, gint64 unix_us, const guint8 *packet, gsize n_bytes, const char *comment);
void      tb_pcapng_add_key_log (TbPcapng *pcapng, const char *lines);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPcapng, tb_pcapng_abandon)

G_END_DECLS
