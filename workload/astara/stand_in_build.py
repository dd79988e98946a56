"""A build backend (PEP 517) in one file: packs this folder into a wheel with nothing but the standard library.

The wheel carries a .pth file that leads to Debian's Python packages, for those are all that the stand-in needs, and a
virtual environment made without --system-site-packages would not see them.
"""
import base64
import hashlib
import os
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
DEBIAN_PACKAGES = '/usr/lib/python3/dist-packages'


def _project():
    """Reads the few keys that matter here; tomllib exists only from Python 3.11 on."""
    values, scripts, section = {}, [], None
    with open(os.path.join(HERE, 'pyproject.toml')) as lines:
        for line in lines:
            line = line.strip()
            if line.startswith('['):
                section = line
            elif ' = ' in line and not line.startswith('#'):
                key, value = line.split(' = ', 1)
                if section == '[project]':
                    values[key] = value.strip('"')
                elif section == '[project.scripts]':
                    scripts.append((key, value.strip('"')))
    return values, scripts


def _record(name, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode()
    return '%s,sha256=%s,%d' % (name, digest, len(content))


def _metadata(values):
    lines = ['Metadata-Version: 2.1', 'Name: %(name)s', 'Version: %(version)s', 'Summary: %(description)s']
    return ('\n'.join(lines) % values + '\n').encode()


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    values, scripts = _project()
    info = '%(name)s-%(version)s.dist-info' % values
    files = {
        'astara_debian.pth': (DEBIAN_PACKAGES + '\n').encode(),
        info + '/METADATA': _metadata(values),
        info + '/WHEEL': b'Wheel-Version: 1.0\nGenerator: stand-in\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
        info + '/entry_points.txt': ''.join(
            ['[console_scripts]\n'] + ['%s = %s\n' % script for script in scripts]).encode(),
    }
    for folder, folders, names in os.walk(os.path.join(HERE, 'astara')):
        folders[:] = sorted(name for name in folders if name != '__pycache__')
        for name in sorted(names):
            path = os.path.join(folder, name)
            with open(path, 'rb') as source:
                files[os.path.relpath(path, HERE)] = source.read()
    records = [_record(name, content) for name, content in files.items()]
    files[info + '/RECORD'] = ('\n'.join(records + [info + '/RECORD,,']) + '\n').encode()
    wheel = '%(name)s-%(version)s-py3-none-any.whl' % values
    with zipfile.ZipFile(os.path.join(wheel_directory, wheel), 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return wheel


def build_sdist(sdist_directory, config_settings=None):
    raise NotImplementedError('the stand-in is installed from its repository only')
