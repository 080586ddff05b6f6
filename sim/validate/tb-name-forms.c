/* tb-name-forms: see the header. */
#include "tb-name-forms.h"

#include <string.h>

#define MAX_HOST  253
#define MAX_LABEL 63

TbNameText
tb_name_text (const ASN1_STRING *string)
{
  return (TbNameText) { (const char *) ASN1_STRING_get0_data (string), (gsize) MAX (ASN1_STRING_length (string), 0) };
}

gboolean
tb_name_text_equal (TbNameText a, TbNameText b)
{
  return a.n == b.n && g_ascii_strncasecmp (a.bytes, b.bytes, a.n) == 0 && memchr (a.bytes, '\0', a.n) == NULL;
}

/* Every name is within the empty domain. */
gboolean
tb_name_is_within (TbNameText host, TbNameText domain)
{
  TbNameText end;

  if (domain.n == 0)
    return TRUE;
  if (host.n < domain.n)
    return FALSE;
  end = (TbNameText) { host.bytes + host.n - domain.n, domain.n };
  return tb_name_text_equal (end, domain) && (host.n == domain.n || end.bytes[-1] == '.');
}

static gboolean
is_label (const char *bytes, gsize n)
{
  if (n == 0 || n > MAX_LABEL || bytes[0] == '-' || bytes[n - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (bytes[i]) && bytes[i] != '-')
      return FALSE;
  return TRUE;
}

/* The preferred name syntax of RFC 1034 section 3.5 as RFC 1123 has it; with @or_wildcard the first label may be "*" (RFC 9525 section 6.3). */
gboolean
tb_name_is_host (TbNameText text, gboolean or_wildcard)
{
  gsize from = 0;

  if (or_wildcard && text.n > 2 && text.bytes[0] == '*' && text.bytes[1] == '.')
    from = 2;
  if (text.n == 0 || text.n > MAX_HOST)
    return FALSE;
  for (gsize i = from; i <= text.n; i++)
    if (i == text.n || text.bytes[i] == '.')
      {
        if (!is_label (text.bytes + from, i - from))
          return FALSE;
        from = i + 1;
      }
  return TRUE;
}

/* Splits at the last "@"; what is before it may hold another one only in quotes. */
gboolean
tb_name_split_mail (TbNameText mail, TbNameText *local, TbNameText *host)
{
  const char *at = memrchr (mail.bytes, '@', mail.n);

  if (at == NULL || at == mail.bytes)
    return FALSE;
  *local = (TbNameText) { mail.bytes, (gsize) (at - mail.bytes) };
  *host = (TbNameText) { at + 1, mail.n - local->n - 1 };
  return host->n > 0 && (local->bytes[0] == '"' || memchr (local->bytes, '@', local->n) == NULL);
}

static gboolean
is_mailbox (TbNameText mail)
{
  TbNameText local, host;

  if (!tb_name_split_mail (mail, &local, &host) || memchr (local.bytes, '\0', local.n) != NULL)
    return FALSE;
  return tb_name_is_host (host, FALSE) || (host.n > 2 && host.bytes[0] == '[' && host.bytes[host.n - 1] == ']');
}

static gboolean
is_uri (TbNameText text)
{
  g_autofree char *copy = g_strndup (text.bytes, text.n);
  g_autofree char *scheme = g_uri_parse_scheme (copy);

  return scheme != NULL && strlen (copy) == text.n;
}

/* The mailbox of an otherName SmtpUTF8Mailbox (RFC 9598), NULL for other names. */
const ASN1_STRING *
tb_name_utf8_mailbox (const GENERAL_NAME *name)
{
  const OTHERNAME *other = name->type == GEN_OTHERNAME ? name->d.otherName : NULL;

  if (other == NULL || OBJ_obj2nid (other->type_id) != NID_id_on_SmtpUTF8Mailbox || other->value->type != V_ASN1_UTF8STRING)
    return NULL;
  return other->value->value.utf8string;
}

static gboolean
is_other_well_formed (const GENERAL_NAME *name)
{
  const ASN1_STRING *mailbox = tb_name_utf8_mailbox (name);

  return mailbox == NULL || is_mailbox (tb_name_text (mailbox));
}

/* RFC 5280 section 4.2.1.6, for a name of a subject. */
gboolean
tb_name_is_well_formed (const GENERAL_NAME *name)
{
  switch (name->type)
    {
    case GEN_DNS:
      return tb_name_is_host (tb_name_text (name->d.dNSName), TRUE);
    case GEN_EMAIL:
      return is_mailbox (tb_name_text (name->d.rfc822Name));
    case GEN_URI:
      return is_uri (tb_name_text (name->d.uniformResourceIdentifier));
    case GEN_IPADD:
      return ASN1_STRING_length (name->d.iPAddress) == 4 || ASN1_STRING_length (name->d.iPAddress) == 16;
    case GEN_DIRNAME:
      return X509_NAME_entry_count (name->d.directoryName) > 0;
    default:
      return is_other_well_formed (name);
    }
}

/* "DNS:broker.house" and the like, what cannot be shown escaped; for people, not for comparing. */
char *
tb_name_to_text (const GENERAL_NAME *name)
{
  BIO *out = BIO_new (BIO_s_mem ());
  char *bytes = NULL, *text;
  long n;

  if (out == NULL || GENERAL_NAME_print (out, (GENERAL_NAME *) name) != 1)
    {
      BIO_free (out);
      return g_strdup ("a name");
    }
  n = BIO_get_mem_data (out, &bytes);
  text = g_utf8_make_valid (n > 0 ? bytes : "", (gssize) CLAMP (n, 0, 200));
  BIO_free (out);
  return text;
}
