/* tb-live-lines: lines for a shell with which other people's programs use the live authority as it is now: enrol, renew, ask, connect. */
#pragma once

#include "tb-live-service.h"

G_BEGIN_DECLS

#define TB_LIVE_HTTP_01_PORT     5002    /* on this machine, where the live authority looks for proofs of ACME */
#define TB_LIVE_TLS_ALPN_01_PORT 5001

/**
 * TbLiveLine:
 * @title: what it does, untranslated
 * @about: with which program, and what has to be so before, untranslated
 * @needs: what has to be served for it, %TB_LIVE_N_ADDRESSES for nothing
 *
 * One of the things to try.
 */
typedef struct
{
  const char *title;
  const char *about;
  TbLiveAddress needs;
} TbLiveLine;

guint             tb_live_lines_get_n  (void);
const TbLiveLine *tb_live_lines_get    (guint line);
char             *tb_live_lines_make   (guint line, TbLiveService *service, const char *name, const char *secret);   /* NULL where it is not served */
gboolean          tb_live_lines_name_is_good (const char *name);

G_END_DECLS
