/* tb-live-host: runs the live authority and its broker for the window: with keys from the operating system, in a folder of its own, away from the main
 * thread. What real clients do comes back as changes of the service that views look at.
 *
 * It holds no reference to any run: nothing of this gets into a journal. When it is disposed of, its ports are closed and its threads have ended. */
#pragma once

#include "tb-live-service.h"

G_BEGIN_DECLS

#define TB_TYPE_LIVE_HOST (tb_live_host_get_type ())
G_DECLARE_FINAL_TYPE (TbLiveHost, tb_live_host, TB, LIVE_HOST, TbLiveService)

TbLiveHost *tb_live_host_new  (void);
void        tb_live_host_shut (TbLiveHost *self);       /* closes everything and waits for it */

G_END_DECLS
