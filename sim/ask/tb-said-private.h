/* tb-said: what a packet says, for the tables of messages and packets: what kind it is, what can be read in it, what secret it holds. */
#pragma once

#include "tb-moment-private.h"
#include "tb-packet-walk.h"

G_BEGIN_DECLS

typedef struct _TbSaid TbSaid;

TbSaid     *tb_said_new              (const TbMoment *moment, const TbPacket *packet);
void        tb_said_free             (TbSaid *said);
const char *tb_said_get_kind         (TbSaid *said);        /* static: `connect`, `report`, `request` ... */
char       *tb_said_dup_topic        (TbSaid *said);        /* NULL where it has none */
char       *tb_said_dup_text         (TbSaid *said);        /* NULL where it is protected, or nothing can be read */
gboolean    tb_said_holds_password   (TbSaid *said);
gboolean    tb_said_holds_private_key (TbSaid *said);
guint32     tb_said_count_bytes      (TbSaid *said);        /* on the wire */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSaid, tb_said_free)

G_END_DECLS
