# SPDX-License-Identifier: MIT
"""net_certs.py - certificates good and bad, and bundles of them, by the openssl program.

For: net_servers.py, which runs the servers that show them.  The names of the files are those that
the tests use.
"""
import datetime
import os
import subprocess


def make(folder):
    """All of them, in a folder that is there."""
    maker = Maker(folder)
    make_authorities(maker)
    make_server_certificates(maker)
    make_chains(maker)
    make_bundles(maker)


CA_CONFIG = """[ca]
default_ca = it
[it]
database = {dir}/index-{name}.txt
new_certs_dir = {dir}
serial = {dir}/serial-{name}.txt
default_md = sha256
policy = any
unique_subject = no
x509_extensions = ext
email_in_dn = no
[any]
commonName = supplied
[ext]
basicConstraints = CA:{is_ca}
{ext}
"""

# A subject of another string type, and its letters in another case.
PRINTABLE_CONFIG = """[req]
distinguished_name = name
string_mask = nombstr
x509_extensions = ext
prompt = no
[name]
CN = Askcam TEST ca
[ext]
basicConstraints = critical,CA:TRUE
"""

SHORT_MINUTES = 30  # from now to the end of the certificates called short; tests set the clock

BEGIN, END = "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n"


class Maker:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def read(self, name):
        with open(self.path(name + ".pem")) as file:
            return file.read()

    def write(self, name, *parts):
        with open(self.path(name), "w") as out:
            out.write("".join(parts))

    def key(self, name):
        self.openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".key")

    def authority(self, name, subject):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                     "-nodes", "-keyout", name + ".key", "-out", name + ".pem", "-subj", subject,
                     "-days", "3650")

    def signed(self, name, subject, ext, ca="ca", start="20200101000000Z", end="20490101000000Z",
               key="server", is_ca=False):
        """A certificate over KEY.key; made by "openssl ca" because only that takes any dates."""
        self.write(f"index-{name}.txt")
        self.write(f"serial-{name}.txt", "01\n")
        self.write(name + ".cnf", CA_CONFIG.format(
            dir=self.folder, name=name, ext=ext, is_ca="TRUE" if is_ca else "FALSE"))
        self.openssl("req", "-new", "-key", key + ".key", "-subj", subject, "-out", name + ".csr")
        self.openssl("ca", "-batch", "-config", name + ".cnf", "-cert", ca + ".pem", "-keyfile",
                     ca + ".key", "-in", name + ".csr", "-out", name + ".pem", "-startdate", start,
                     "-enddate", end, "-notext")


def in_minutes(minutes):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    return moment.strftime("%Y%m%d%H%M%SZ")


GOOD_NAMES = "subjectAltName = DNS:good.test, DNS:localhost, DNS:*.wild.test, IP:127.0.0.1, IP:::1"


def make_authorities(maker):
    maker.authority("ca", "/CN=askcam test CA")
    maker.authority("ca2", "/CN=askcam other CA")
    maker.authority("twin", "/CN=askcam test CA")  # the same name, another key
    maker.authority("newroot", "/CN=askcam new root")
    maker.write("printable.cnf", PRINTABLE_CONFIG)
    maker.openssl("req", "-x509", "-key", "ca.key", "-config", "printable.cnf", "-days", "3650",
                  "-out", "printable.pem")


def make_server_certificates(maker):
    maker.key("server")
    maker.signed("good", "/CN=good", GOOD_NAMES)
    maker.signed("short", "/CN=x", GOOD_NAMES, end=in_minutes(SHORT_MINUTES))
    maker.openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out",
                  "rsa.key")
    maker.signed("rsa", "/CN=x", GOOD_NAMES, key="rsa")
    maker.signed("wrongname", "/CN=good.test",
                 "subjectAltName = DNS:other.test, DNS:www.other.test")
    maker.signed("cnip", "/CN=127.0.0.1", "")
    maker.signed("dnsip", "/CN=x", "subjectAltName = DNS:127.0.0.1")
    maker.signed("ipright", "/CN=x", "subjectAltName = DNS:x.test, IP:10.0.0.1, IP:127.0.0.1")
    maker.signed("ipwrong", "/CN=127.0.0.1", "subjectAltName = IP:127.0.0.2, IP:::1")
    maker.signed("expired", "/CN=x", GOOD_NAMES, end="20210203000000Z")
    maker.signed("future", "/CN=x", GOOD_NAMES, start="20450607000000Z")
    maker.signed("unknown", "/CN=x", GOOD_NAMES, ca="ca2")
    maker.signed("client", "/CN=x", GOOD_NAMES + "\nextendedKeyUsage = clientAuth")
    maker.openssl("req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", "weak.key", "-out",
                  "weak.pem", "-subj", "/CN=x", "-addext", GOOD_NAMES, "-days", "30")
    maker.openssl("req", "-x509", "-key", "server.key", "-subj", "/CN=good.test", "-addext",
                  GOOD_NAMES, "-days", "30", "-out", "selfsigned.pem")


def make_chains(maker):
    """ofinter <- inter <- newroot, and newroot's key signed by ca as well, once up to 2021."""
    maker.key("inter")
    maker.signed("inter", "/CN=askcam intermediate", "", ca="newroot", key="inter", is_ca=True)
    maker.signed("ofinter", "/CN=x", GOOD_NAMES, ca="inter")
    maker.signed("shortinter", "/CN=askcam intermediate", "", ca="newroot", key="inter",
                 is_ca=True, end=in_minutes(SHORT_MINUTES))
    for name, end in (("crossed", "20490101000000Z"), ("crossedold", "20210203000000Z")):
        maker.signed(name, "/CN=askcam new root", "", key="newroot", is_ca=True, end=end)
    shown = maker.read("ofinter"), maker.read("inter")
    maker.write("chain.pem", *shown)
    maker.write("shortchain.pem", maker.read("ofinter"), maker.read("shortinter"))
    maker.write("cross.pem", *shown, maker.read("crossed"))
    maker.write("crossold.pem", *shown, maker.read("crossedold"))


def make_bundles(maker):
    ca, ca2 = maker.read("ca"), maker.read("ca2")
    maker.write("both.pem", "ca2\n====\n", ca2, "\nca\n====\n", ca, "\n")  # text between
    maker.write("twins.pem", maker.read("twin"), ca)
    maker.write("roots.pem", ca, maker.read("newroot"))
    broken = BEGIN + "AAAA\n" + END, ca[:len(ca) // 2] + END, BEGIN + "no end\n", BEGIN + END
    maker.write("many.pem", *(ca2 + "\nx\n" + broken[i % 4] for i in range(300)), ca, *broken)
    maker.write("manyothers.pem", *(ca2 + broken[i % 4] for i in range(300)))
    maker.write("nothing.pem", "no certificate in here\n")
