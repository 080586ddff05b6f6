/* tb-command: the lines of text by which people change a run.
 *
 * `@TIME verb key=value ...`. One table says which verbs there are and which arguments they take; completion and help come from it. */
#pragma once

#include <gio/gio.h>

#include "tb-fleet.h"

G_BEGIN_DECLS

typedef enum
{
  TB_COMMAND_POWER,      /* device= state=on|off */
  TB_COMMAND_ENROL,      /* device= */
  TB_COMMAND_RENEW,      /* device=|group= */
  TB_COMMAND_CONNECT,    /* device= [to=] */
  TB_COMMAND_DISCONNECT, /* device= */
  TB_COMMAND_PUBLISH,    /* device= topic= message= */
  TB_COMMAND_REPORT,     /* device= interval= */
  TB_COMMAND_REVOKE,     /* device=|group= [reason=] [certificate=present|former] */
  TB_COMMAND_HOLD,       /* device= */
  TB_COMMAND_RELEASE,    /* device= */
  TB_COMMAND_RESPONDER,  /* authority= state=on|off */
  TB_COMMAND_DROP_TICKETS, /* broker= */
  TB_COMMAND_TRUST,      /* device=|group= authority=|certificate-of= */
  TB_COMMAND_DISTRUST,   /* device=|group= authority=|certificate-of= */
  TB_COMMAND_ROLLOVER,   /* authority= */
  TB_COMMAND_UPDATE_TRUST, /* group= share= */
  TB_COMMAND_RETIRE,     /* authority= */
  TB_COMMAND_SIGN,       /* device= message= [verify=] [scheme=] [flip=] */
  TB_COMMAND_UPDATE_FIRMWARE, /* device=|group= version= [share=] [image=] [size=] [authority=] */
  TB_COMMAND_HANDSHAKE,  /* device= [to=] and the words of a trial */
  TB_COMMAND_CHANGE_CREDENTIAL, /* device=|group= [share=], likewise those that follow */
  TB_COMMAND_CLOSE_TELNET,
  TB_COMMAND_MANAGE_OVER_TLS,
  TB_COMMAND_SEGMENT,    /* network= */
  TB_COMMAND_FILTER_EGRESS, /* state=on|off */
  TB_COMMAND_QUARANTINE, /* state=on|off */
  TB_COMMAND_BAR,        /* state=on|off */
  TB_COMMAND_REBOOT,
  TB_COMMAND_LIMIT_RATE, /* service= kbps= */
  TB_COMMAND_OUTBREAK,   /* state=on|off */
  TB_COMMAND_INFECT,     /* device= */
  TB_COMMAND_FLOOD,      /* service= state=on|off */
  TB_COMMAND_OUTAGE,     /* authority= state=on|off */
  TB_COMMAND_MISCONFIGURE, /* authority= with=none|san|eku|chain */
  TB_COMMAND_RENEW_AUTHORITY, /* authority= */
  TB_COMMAND_SET_CLOCK,  /* device= to= */
  TB_COMMAND_POLICY,     /* group= and the parts of a policy */
  TB_COMMAND_ROGUE_REGISTRAR, /* authority= state=on|off */
  TB_COMMAND_STEAL_KEY,  /* device= thief= */
  TB_COMMAND_TUNE,       /* numbers of the campaign */
  TB_COMMAND_VERIFY,     /* device=|group=|broker= state=on|off */
  TB_COMMAND_MOVE,       /* device=|group= to= */
  TB_COMMAND_DEMAND_CERTIFICATES, /* broker= state=on|off */
  TB_COMMAND_CHECK_REVOCATION, /* device=|group=|broker= by= [fail=soft|hard] */
  TB_COMMAND_STAPLE,     /* broker= state=on|off */
  TB_COMMAND_IMPERSONATE, /* device=|group= broker= */
  TB_COMMAND_WAIVE,      /* provision= device=|group= until= reason= */
  TB_COMMAND_UNWAIVE,    /* provision= device=|group= */
  TB_N_COMMANDS
} TbCommandVerb;

/**
 * TbCommandInfo:
 * @verb: the word
 * @arguments: (array zero-terminated=1): names of its arguments, a trailing `?` marks the optional ones
 * @summary: one English sentence, marked for translation
 * @example: a line that works in the default scenario
 */
typedef struct
{
  const char *verb;
  const char *const *arguments;
  const char *summary;
  const char *example;
} TbCommandInfo;

/**
 * TbCommand:
 * @at_us: when it applies, or -1 for the live edge
 */
typedef struct
{
  TbCommandVerb verb;
  gint64 at_us;
  char *device;
  char *text;            /* the line without its time, as it was written */
  GHashTable *arguments; /* name to value */
} TbCommand;

/**
 * TB_COMMAND_MAX_FIRMWARE_BYTES:
 *
 * The largest image that is sent in a run: 1 MiB, more than the devices of the lab have room for.
 */
#define TB_COMMAND_MAX_FIRMWARE_BYTES (1024 * 1024)

#define TB_COMMAND_MAX_KBPS ((guint64) 1 << 40)

#define TB_COMMAND_ERROR (tb_command_error_quark ())
typedef enum { TB_COMMAND_ERROR_SYNTAX, TB_COMMAND_ERROR_UNKNOWN, TB_COMMAND_ERROR_ARGUMENT, TB_COMMAND_ERROR_REFUSED } TbCommandError;
GQuark               tb_command_error_quark (void);

const TbCommandInfo *tb_command_get_info (guint command);              /* 0 .. TB_N_COMMANDS - 1 */
TbCommand           *tb_command_parse    (const char *line, GError **error);
TbCommand           *tb_command_copy     (const TbCommand *command);
void                 tb_command_free     (TbCommand *command);
const char          *tb_command_get      (const TbCommand *command, const char *argument);
GPtrArray           *tb_command_parse_lines (GPtrArray *lines, GError **error);  /* of TbCommand */
GPtrArray           *tb_command_parse_file (const char *path, GError **error);   /* of TbCommand */
gboolean             tb_command_check    (const TbCommand *command, TbFleet *fleet, GError **error);
char               **tb_command_complete (const char *line, TbFleet *fleet);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCommand, tb_command_free)

G_END_DECLS
