/* tb-name-forms: the forms of names in certificates: are they well formed, and how do they read? */
#pragma once

#include <openssl/x509v3.h>

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbNameText:
 * @bytes: not terminated
 * @n: how many bytes
 *
 * Part of a name that somebody else owns.
 */
typedef struct
{
  const char *bytes;
  gsize n;
} TbNameText;

TbNameText  tb_name_text         (const ASN1_STRING *string);
gboolean    tb_name_text_equal   (TbNameText a, TbNameText b);           /* letters of any case */
gboolean    tb_name_is_within    (TbNameText host, TbNameText domain);   /* the domain itself or below */
gboolean    tb_name_is_host      (TbNameText text, gboolean or_wildcard);
gboolean    tb_name_split_mail   (TbNameText mail, TbNameText *local, TbNameText *host);
const ASN1_STRING *tb_name_utf8_mailbox (const GENERAL_NAME *name);
gboolean    tb_name_is_well_formed (const GENERAL_NAME *name);
char       *tb_name_to_text      (const GENERAL_NAME *name);

G_END_DECLS
