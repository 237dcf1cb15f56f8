"""renkei: the knowledge graph of industry-academia-government (産学官) networks, with a source for every fact."""

from renkei.errors import RenkeiError
from renkei.graph import Graph, open
from renkei.resources import VERSION as __version__

__all__ = ["Graph", "RenkeiError", "__version__", "open"]
