import './bar';
import './detail';
import './dock';
import './filters';
import './list';
import './preview';
import './threshold';
