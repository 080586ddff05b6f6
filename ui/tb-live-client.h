/* tb-live-client: somebody who is connected to the live broker. A row of a list. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TB_TYPE_LIVE_CLIENT (tb_live_client_get_type ())
G_DECLARE_FINAL_TYPE (TbLiveClient, tb_live_client, TB, LIVE_CLIENT, GObject)

TbLiveClient *tb_live_client_new         (guint64 session, const char *id, const char *subject);
guint64       tb_live_client_get_session (TbLiveClient *self);
const char   *tb_live_client_get_id      (TbLiveClient *self);        /* what it calls itself, which may be anything */
const char   *tb_live_client_get_subject (TbLiveClient *self);        /* whom its certificate names */

G_END_DECLS
