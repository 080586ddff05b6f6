/* Names as people type them become the names they mean, and nothing else does. */
#include "pki-fixture.h"

#include <string.h>

#include "tb-name-text.h"

static char *
print (const X509_NAME *name, unsigned long flags)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  char *bytes;
  long n;

  g_assert_cmpint (X509_NAME_print_ex (out, name, 0, flags), >=, 0);
  n = BIO_get_mem_data (out, &bytes);
  return g_strndup (bytes, (gsize) n);
}

static const struct { const char *text, *written; } good[] = {
  { "CN=Lab Root,O=Trustbed", "CN=Lab Root,O=Trustbed" },
  { "CN = Lab Root , O = Trustbed", "CN=Lab Root,O=Trustbed" },
  { "/O=Trustbed/CN=Lab Root", "CN=Lab Root,O=Trustbed" },
  { "CN=a\\,b,O=c\\+d", "CN=a\\,b,O=c\\+d" },
  { "CN=T\xc3\xbcr", "CN=T\xc3\xbcr" },
  { "CN=T\\C3\\BCr", "CN=T\xc3\xbcr" },
  { "CN=x+UID=7,O=Lab", "UID=7+CN=x,O=Lab" },
  { "serialNumber=77,O=Maker,C=DE", "serialNumber=77,O=Maker,C=DE" },
  { "2.5.4.3=x", "CN=x" },
  { "CN=ends with \\ ", "CN=ends with \\ " },
};

static void
names_are_read (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      X509_NAME *name = tb_name_parse (good[i].text, &error);
      g_autofree char *written = NULL;

      g_assert_no_error (error);
      written = print (name, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
      g_assert_cmpstr (written, ==, good[i].written);
      X509_NAME_free (name);
    }
}

/* RFC 4514 section 2.1: what is written first comes last in the text. */
static void
order_is_that_of_the_rfc (void)
{
  X509_NAME *name = tb_name_parse ("CN=x+UID=7,O=Lab", NULL);

  g_assert_cmpint (X509_NAME_entry_count (name), ==, 3);
  g_assert_cmpint (OBJ_obj2nid (X509_NAME_ENTRY_get_object (X509_NAME_get_entry (name, 0))), ==, NID_organizationName);
  g_assert_cmpint (X509_NAME_ENTRY_set (X509_NAME_get_entry (name, 1)), ==, X509_NAME_ENTRY_set (X509_NAME_get_entry (name, 2)));
  g_assert_cmpint (X509_NAME_ENTRY_set (X509_NAME_get_entry (name, 0)), !=, X509_NAME_ENTRY_set (X509_NAME_get_entry (name, 1)));
  X509_NAME_free (name);
}

static void
other_text_is_refused (void)
{
  static const char *const bad[] = { "", "x", "CN", "CN=", "=x", "CN=a,", "CN=a,,O=b", "FAX=1", "CN=a\\", "CN=a\\q", "CN=a\\00b", "C=Germany", "CN=\xff", "/", "9.9.9.x=a" };
  g_autofree char *wide = g_strnfill (65, 'x'), *too_wide = g_strconcat ("CN=", wide, NULL), *long_text = g_strnfill (9000, '=');

  for (guint i = 0; i < G_N_ELEMENTS (bad) + 2; i++)
    {
      const char *text = i < G_N_ELEMENTS (bad) ? bad[i] : i == G_N_ELEMENTS (bad) ? too_wide : long_text;
      g_autoptr (GError) error = NULL;

      if (tb_name_parse (text, &error) != NULL)
        g_error ("\"%s\" was read", text);
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
    }
}

/* --- alternative names --- */

static void
lists_are_read (void)
{
  g_autoptr (GError) error = NULL;
  GENERAL_NAMES *names = tb_alternative_names_parse ("DNS:a.lab, IP:192.0.2.1,IP:2001:db8::1,email:a@lab.example,URI:urn:dev:1,HW:1.3.6.1.4.1.55555.1:0a0b", &error);
  static const int types[] = { GEN_DNS, GEN_IPADD, GEN_IPADD, GEN_EMAIL, GEN_URI, GEN_OTHERNAME };

  g_assert_no_error (error);
  g_assert_cmpint (sk_GENERAL_NAME_num (names), ==, G_N_ELEMENTS (types));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_assert_cmpint (sk_GENERAL_NAME_value (names, (int) i)->type, ==, types[i]);
  GENERAL_NAMES_free (names);
}

/* HardwareModuleName ::= SEQUENCE { hwType OBJECT IDENTIFIER, hwSerialNum OCTET STRING }, RFC 4108 section 5. */
static void
hardware_module_name_is_its_two_fields (void)
{
  GENERAL_NAMES *names = tb_alternative_names_parse ("HW:1.2.3:0a0b", NULL);
  ASN1_OBJECT *type = NULL;
  ASN1_TYPE *value = NULL;

  g_assert_cmpint (GENERAL_NAME_get0_otherName (sk_GENERAL_NAME_value (names, 0), &type, &value), ==, 1);
  g_assert_cmpint (value->type, ==, V_ASN1_SEQUENCE);
  g_assert_cmpmem (value->value.sequence->data, value->value.sequence->length, "\x30\x08\x06\x02\x2a\x03\x04\x02\x0a\x0b", 10);
  GENERAL_NAMES_free (names);
}

static void
other_lists_are_refused (void)
{
  static const char *const bad[] = { "", ",", "a.lab", "DNS:", "DNS:a b", "DNS:-a", "IP:1.2.3", "IP:1.2.3.4.5", "FAX:1", "DNS:a,", "HW:1.2.3", "HW:x:00", "HW:1.2:0", "HW:1.2:zz",
                                     "email:", "dirName:section", "otherName:1.2;UTF8:x", "RID:1.2.3", "DNS:a\nb" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      if (tb_alternative_names_parse (bad[i], &error) != NULL)
        g_error ("\"%s\" was read", bad[i]);
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/name-text/read", names_are_read);
  g_test_add_func ("/name-text/order", order_is_that_of_the_rfc);
  g_test_add_func ("/name-text/refused", other_text_is_refused);
  g_test_add_func ("/name-text/alternative/read", lists_are_read);
  g_test_add_func ("/name-text/alternative/hardware", hardware_module_name_is_its_two_fields);
  g_test_add_func ("/name-text/alternative/refused", other_lists_are_refused);
  return g_test_run ();
}
