/* tb-ask-examples: see the header. */
#include "tb-ask-examples.h"

#include <glib/gi18n-lib.h>

#include "tb-table.h"

static const TbAskExample own[] = {
  { N_("How is everybody?"),
    "SELECT state, health, count(*) AS devices\nFROM device\nGROUP BY state, health\nORDER BY devices DESC" },
  { N_("Who shares a key?"),
    "SELECT id, group_concat(holder, ', ') AS holders\nFROM key\nWHERE n_holders > 1\nGROUP BY id" },
  { N_("Which certificates end within a week?"),
    "SELECT device, not_after_us, state\nFROM certificate\nWHERE is_current AND not_after_us < (SELECT max(time_us) FROM event) + duration('7d')\nORDER BY not_after_us" },
  { N_("Whose password can be read on the way?"),
    "SELECT DISTINCT sender, receiver, text\nFROM message\nWHERE holds_password AND is_overheard" },
  { N_("Who connects without proving who they are?"),
    "SELECT client, server, count(*) AS sessions\nFROM session\nWHERE NOT is_mutual AND purpose = 'connect'\nGROUP BY client, server" },
  { N_("Why were handshakes refused?"),
    "SELECT reason, alert, refused_by, count(*) AS times\nFROM handshake\nWHERE outcome = 'refused'\nGROUP BY reason, alert, refused_by\nORDER BY times DESC" },
  { N_("Who renewed without a new key?"),
    "SELECT device, id, issued_us\nFROM certificate\nWHERE is_rekeyed = 0" },
  { N_("How long were revoked certificates still good for something?"),
    "SELECT device, reason, revoked_us, stale_us\nFROM revocation\nORDER BY stale_us DESC" },
  { N_("How much is sent in plain text, and by whom?"),
    "SELECT family, sum(bytes_plain) AS plain, sum(bytes_protected) AS protected\nFROM device\nGROUP BY family\nORDER BY plain DESC" },
  { N_("Where could an attacker get in?"),
    "SELECT name, credential, network, firmware_version\nFROM device\nWHERE telnet = 'open'" },
  { N_("Who infected most others?"),
    "SELECT by, count(*) AS devices\nFROM infection\nGROUP BY by\nORDER BY devices DESC" },
  { N_("What happened to one lock?"),
    "SELECT time_us, kind, text\nFROM event\nWHERE subject = 'lock-01'\nORDER BY number" },
  { N_("What crossed the listener's link in the first minute?"),
    "SELECT time_us, sender, receiver, bytes, is_protected\nFROM packet\nWHERE is_overheard AND time_us < duration('1m')" },
  { N_("How many certificates are in force, over time?"),
    "SELECT time_us, value\nFROM metric\nWHERE name = 'certificates-in-force'\nORDER BY time_us" },
};

guint
tb_ask_examples_get_n_own (void)
{
  return G_N_ELEMENTS (own);
}

guint
tb_ask_examples_get_n (void)
{
  return G_N_ELEMENTS (own) + tb_table_get_n ();
}

TbAskExample
tb_ask_examples_get (guint example)
{
  const TbTableInfo *table;

  if (example < G_N_ELEMENTS (own))
    return own[example];
  table = tb_table_get (example - G_N_ELEMENTS (own));
  return (TbAskExample) { table->summary, table->example };
}
